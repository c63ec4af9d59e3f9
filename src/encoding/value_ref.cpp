#include <costrel/value.hpp>

namespace costrel::inline v1 {

namespace {

const Value* element_of(const Value& value, std::size_t index)
{
    const List* list = value.as<List>();
    if (const Tuple* tuple = value.as<Tuple>())
        list = &tuple->items;
    return list && index < list->size() ? &(*list)[index] : nullptr;
}

const Value* entry_of(const Value& value, std::string_view key)
{
    const Dict* dict = value.as<Dict>();
    return dict ? dict->find(key) : nullptr;
}

} // namespace

Value::Ref::Ref(const Value* in, const Ref* parent, std::string_view key) noexcept
    : found_(in ? entry_of(*in, key) : nullptr), parent_(parent), key_(key)
{
}

Value::Ref::Ref(const Value* in, const Ref* parent, std::size_t index) noexcept
    : found_(in ? element_of(*in, index) : nullptr), parent_(parent), index_(index)
{
}

Value::Ref Value::operator[](std::string_view key) const
{
    return Ref(this, nullptr, key);
}

Value::Ref Value::operator[](std::size_t index) const
{
    return Ref(this, nullptr, index);
}

Value::Ref Value::Ref::operator[](std::string_view key) &&
{
    return Ref(found_, this, key);
}

Value::Ref Value::Ref::operator[](std::size_t index) &&
{
    return Ref(found_, this, index);
}

const Value& Value::Ref::value() const
{
    if (found_)
        return *found_;
    throw ValueKeyError("costrel: the value has no \"" + path() +
                        "\"; ask with exists() first, or use find() or get() with a fallback");
}

std::string Value::Ref::path() const
{
    const std::string own = index_ ? std::to_string(*index_) : std::string(key_);
    return parent_ ? parent_->path() + "." + own : own;
}

void Value::throw_type_error(std::string_view path) const
{
    const std::string which = path.empty() ? "the value" : "\"" + std::string(path) + "\"";
    throw ValueTypeError("costrel: " + which + " is not of the type asked for, but of type " +
                         std::string(type_name()));
}

} // namespace costrel::inline v1
