#include "template/object.hpp"

#include "template/failure.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/unicode.hpp"

#include <limits>

namespace costrel::inline v1::templates {

Var Object::call(Rendering&, const Arguments&)
{
    fail_type("'" + std::string(type_name()) + "' object is not callable");
}

std::string Object::repr()
{
    return "<" + type_in_messages() + ">";
}

std::span<const Method> Object::methods() const noexcept
{
    return {};
}

Object::Identity Object::identity() const noexcept
{
    return {0, static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(this)), 0, 0};
}

bool Object::next(std::size_t&, Var&)
{
    return false;
}

bool Object::has_item(const Var& searched)
{
    std::size_t state = 0;
    for (Var item; next(state, item);)
        if (equal(item, searched))
            return true;
    return false;
}

Iterator::Iterator(Var iterable) : iterable_(std::move(iterable))
{
    const Var& value = iterable_;
    if (value.is_undefined() || value.is_text() || value.is_sequence())
        return;
    is_of_dict_ =
        value.is_dict() || (value.kind == Kind::object && value.as.object->is_dict_view());
    if (is_of_dict_) {
        size_ = *length();
        return;
    }
    if (value.kind == Kind::object && value.as.object->is_iterable())
        return;
    fail_type("'" + std::string(type_name(value)) + "' object is not iterable");
}

bool Iterator::next(Var& out)
{
    const Var& value = iterable_;
    if (value.is_sequence()) {
        if (at_ >= value.size())
            return false;
        out = value.at(at_++);
        return true;
    }
    if (is_of_dict_ && !has_next_entry())
        return false;
    if (value.is_dict()) {
        out = dict_key(value, at_++);
        return true;
    }
    if (value.is_text()) {
        const std::string_view rest = value.view().substr(at_);
        if (rest.empty())
            return false;
        const std::size_t size = first_character(rest).size;
        out = Var::lent_text(rest.substr(0, size)); // of markup, too: Python iterates the str
        out.owner = value.owner;
        at_ += size;
        return true;
    }
    return value.kind == Kind::object && value.as.object->next(at_, out);
}

// As in Python a dict keeps its size until the iteration is over.
bool Iterator::has_next_entry()
{
    constexpr std::size_t over = std::numeric_limits<std::size_t>::max();
    if (at_ == over)
        return false;
    if (*length() != size_)
        fail_value("dictionary changed size during iteration");
    if (at_ < size_)
        return true;
    at_ = over;
    return false;
}

std::optional<std::size_t> Iterator::length() const
{
    if (iterable_.kind == Kind::object)
        return iterable_.as.object->length();
    return length_of(iterable_);
}

Var as_dict(const Var& value)
{
    if (value.kind == Kind::object)
        if (auto dict = value.as.object->dict())
            return *std::move(dict);
    return value;
}

std::vector<Var> rest_of(Iterator& iterator)
{
    std::vector<Var> values;
    for (Var value; iterator.next(value);) {
        if (values.size() >= max_items)
            fail_limit("more than 1,000,000 items in a template");
        values.push_back(std::move(value));
    }
    return values;
}

std::vector<Var> all_of(const Var& iterable)
{
    Iterator iterator(iterable);
    return rest_of(iterator);
}

} // namespace costrel::inline v1::templates
