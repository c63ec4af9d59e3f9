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
    // Those of Markup are written in Python, unless they only look for something.
    std::string repr() override
    {
        const auto searches = text_searches();
        if (!self_.is_markup() ||
            (method_ >= searches.data() && method_ < searches.data() + searches.size()))
            return Object::repr();
        const std::string_view name = method_->signature.name;
        return "<bound method Markup." + std::string(name) + " of " +
               (name == "escape" ? "<class 'markupsafe.Markup'>" : templates::repr(self_)) + ">";
    }
    Var call(Rendering&, const Arguments& arguments) override
    {
        return call_method(*method_, self_, arguments);
    }

private:
    const Method* method_;
    Var self_;
};

// Of undefined, which has no other that a template may ask for.
constexpr Method of_undefined[] = {
    method("__len__", "",
           [](const Var&, const Bound&, const Arguments&) { return Var::integer(0); }),
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
    if (value.is_number())
        return number_methods(value.kind == Kind::real);
    if (value.kind == Kind::object)
        return value.as.object->methods();
    if (value.is_undefined())
        return of_undefined;
    return {};
}

} // namespace

const Method* find_method(const Var& value, std::string_view name) noexcept
{
    if (value.is_dict() && !names_of_dict_methods.may_have(name))
        return nullptr;
    if (value.is_markup())
        for (const Method& method : markup_only_methods())
            if (method.signature.name == name)
                return &method;
    for (const Method& method : methods_of(value))
        if (method.signature.name == name)
            return &method;
    if (!value.is_text())
        return nullptr;
    for (const Method& method : text_searches())
        if (method.signature.name == name)
            return &method;
    return nullptr;
}

std::string_view text_argument(const Var& argument)
{
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
