#include <costrel/session.hpp>

#include <stdexcept>
#include <string>

namespace costrel::inline v1 {

namespace {

// The elements of a list or a tuple, or nullptr.
const List* elements_of(const Value& value)
{
    if (const List* list = value.as<List>())
        return list;
    const Tuple* tuple = value.as<Tuple>();
    return tuple ? &tuple->items : nullptr;
}

} // namespace

std::string Session::Ref::path() const
{
    const std::string own = index_ == no_index ? std::string(key_) : std::to_string(index_);
    return parent_ ? parent_->path() + "." + own : own;
}

const Value* Session::Ref::look_up() const
{
    if (!parent_)
        return session_->look_up(key_);
    const Value* parent = parent_->look_up();
    if (!parent)
        return nullptr;
    if (index_ == no_index) {
        const Dict* dict = parent->as<Dict>();
        return dict ? dict->find(key_) : nullptr;
    }
    const List* elements = elements_of(*parent);
    return elements && index_ < elements->size() ? &(*elements)[index_] : nullptr;
}

const Value& Session::Ref::value() const
{
    if (const Value* found = look_up())
        return *found;
    throw SessionKeyError(path());
}

Value* Session::Ref::find_to_change() const
{
    session_->change();                   // rejects a session without a key
    return const_cast<Value*>(look_up()); // the session itself is not const here
}

const Value* Session::Ref::check_place() const
{
    if (!parent_)
        return session_->look_up(key_);
    const Value* parent = parent_->check_place();
    if (index_ != no_index) {
        if (!parent)
            throw SessionKeyError(parent_->path());
        const List* elements = parent->as<List>();
        if (!elements)
            throw SessionTypeError(parent_->path(), "a list", parent->type_name());
        if (index_ >= elements->size())
            throw SessionKeyError(path());
        return &(*elements)[index_];
    }
    if (!parent)
        return nullptr;
    const Dict* dict = parent->as<Dict>();
    if (!dict)
        throw SessionTypeError(parent_->path(), "a dict", parent->type_name());
    return dict->find(key_);
}

// What is missing on the way is built around the value first, so that it comes into the session in
// one step, the only one that can fail.
void Session::Ref::put(Value value) const
{
    if (const Value* present = look_up()) {
        *const_cast<Value*>(present) = std::move(value); // the session itself is not const here
        return;
    }
    if (!parent_) {
        session_->change().set(key_, std::move(value));
        return;
    }
    if (Value* parent = const_cast<Value*>(parent_->look_up())) {
        parent->as<Dict>()->set(key_, std::move(value));
        return;
    }
    Dict dict;
    dict.set(key_, std::move(value));
    parent_->put(std::move(dict));
}

void Session::Ref::assign(Value value) const
{
    session_->change(); // rejects a session without a key
    check_place();      // throws before anything is made, so that a mistake leaves nothing behind
    put(std::move(value));
    session_->content_.modified = true;
}

void Session::Ref::throw_overflow()
{
    throw std::overflow_error("costrel: session[…] += …: the sum does not fit 64 bits");
}

void Session::Ref::add(std::int64_t delta) const
{
    session_->change(); // rejects a session without a key
    const Value& found = value();
    if (found.as<double>())
        return add(static_cast<double>(delta));
    const auto* number = found.as<std::int64_t>();
    if (!number)
        throw SessionTypeError(path(), "a number", found.type_name());
    if (!parent_) { // those that add at once all count
        session_->add(key_, delta);
        return;
    }
    std::int64_t sum = 0;
    if (__builtin_add_overflow(*number, delta, &sum))
        throw_overflow();
    assign(sum);
}

void Session::Ref::add(double delta) const
{
    session_->change();
    const Value& found = value();
    const auto number = detail::value_to<double>(found);
    if (!number)
        throw SessionTypeError(path(), "a number", found.type_name());
    assign(*number + delta);
}

void Session::Ref::add(std::string_view text) const
{
    session_->change();
    const Value& found = value();
    const auto* present = found.as<std::string>();
    if (!present)
        throw SessionTypeError(path(), "a text", found.type_name());
    std::string sum;
    sum.reserve(present->size() + text.size());
    assign(sum.append(*present).append(text));
}

bool Session::Ref::is(const Value& found, std::string_view text) noexcept
{
    if (const auto* present = found.as<std::string>())
        return *present == text;
    const auto* markup = found.as<Html>(); // Markup is a str in Python
    return markup && markup->str() == text;
}

bool Session::Ref::contains(std::string_view key) &&
{
    const Value* found = look_up();
    const Dict* dict = found ? found->as<Dict>() : nullptr;
    return dict && dict->contains(key);
}

std::size_t Session::Ref::size() &&
{
    const Value& found = value();
    if (const List* elements = elements_of(found))
        return elements->size();
    if (const Dict* dict = found.as<Dict>())
        return dict->size();
    throw SessionTypeError(path(), "a list, a tuple or a dict", found.type_name());
}

void Session::Ref::append(Value value) &&
{
    session_->change();
    if (Value* present = const_cast<Value*>(check_place())) {
        List* list = present->as<List>();
        if (!list)
            throw SessionTypeError(path(), "a list", present->type_name());
        list->push_back(std::move(value));
    } else {
        List list;
        list.push_back(std::move(value));
        put(std::move(list));
    }
    session_->content_.modified = true;
}

bool Session::Ref::erase(std::string_view key) &&
{
    return std::move(*this).pop(key).has_value();
}

std::optional<Value> Session::Ref::pop(std::string_view key) &&
{
    Value* found = find_to_change();
    if (!found)
        return std::nullopt;
    Dict* dict = found->as<Dict>();
    if (!dict)
        throw SessionTypeError(path(), "a dict", found->type_name());
    std::optional<Value> value = dict->pop(key);
    session_->content_.modified |= value.has_value();
    return value;
}

void Session::Ref::clear() &&
{
    Value* found = find_to_change();
    if (!found)
        throw SessionKeyError(path());
    if (List* list = found->as<List>())
        list->clear();
    else if (Dict* dict = found->as<Dict>())
        dict->clear();
    else
        throw SessionTypeError(path(), "a list or a dict", found->type_name());
    session_->content_.modified = true;
}

} // namespace costrel::inline v1
