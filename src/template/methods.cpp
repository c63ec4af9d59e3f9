#include "template/methods.hpp"

#include "template/failure.hpp"
#include "template/python_text.hpp"

namespace costrel::inline v1::templates {

namespace {

class BoundMethod : public Object {
public:
    BoundMethod(const Method& method, Var self) : method_(&method), self_(std::move(self)) {}

    std::string_view type_name() const override { return "builtin_function_or_method"; }
    bool is_callable() const override { return true; }
    Var call(Rendering&, const Arguments& arguments) override
    {
        return call_method(*method_, self_, arguments);
    }

private:
    const Method* method_;
    Var self_;
};

// Which names a table can have, so that most others are told from them at once.
class Names {
public:
    template <class... Tables>
    explicit Names(const Tables&... tables)
    {
        (add(tables), ...);
    }
    bool may_have(std::string_view name) const noexcept { return (mask_ >> place(name) & 1) != 0; }

private:
    static unsigned place(std::string_view name) noexcept
    {
        const unsigned first = name.empty() ? 0 : static_cast<unsigned char>(name.front());
        return (first * 5 + static_cast<unsigned>(name.size())) & 63;
    }
    void add(std::span<const Method> methods) noexcept
    {
        for (const Method& method : methods)
            mask_ |= std::uint64_t{1} << place(method.signature.name);
    }

    std::uint64_t mask_ = 0;
};

std::span<const Method> methods_of(const Var& value) noexcept
{
    if (value.is_text())
        return text_methods();
    if (value.is_dict())
        return dict_methods();
    if (value.is_list())
        return list_methods();
    if (value.is_tuple())
        return tuple_methods();
    if (value.kind == Kind::value && value.as.value->as<DateTime>())
        return date_methods();
    return {};
}

} // namespace

const Method* find_method(const Var& value, std::string_view name) noexcept
{
    static const Names of_a_dict(dict_methods());
    if (value.is_dict() && !of_a_dict.may_have(name))
        return nullptr;
    for (const Method& method : methods_of(value))
        if (method.signature.name == name)
            return &method;
    if (!value.is_text())
        return nullptr;
    for (const Method& method : text_searches())
        if (method.signature.name == name)
            return &method;
    if (value.is_markup())
        for (const Method& method : markup_only_methods())
            if (method.signature.name == name)
                return &method;
    return nullptr;
}

std::string_view text_argument(const Var& argument)
{
    require_defined(argument);
    if (!argument.is_text())
        fail_type("must be str, not " + std::string(type_name(argument)));
    return argument.view();
}

Var call_method(const Method& method, const Var& self, const Arguments& arguments)
{
    return method.run(self, Bound(method.signature, arguments), arguments);
}

Var bound_method(const Method& method, Var self)
{
    return Var::object(make<BoundMethod>(method, std::move(self)));
}

} // namespace costrel::inline v1::templates
