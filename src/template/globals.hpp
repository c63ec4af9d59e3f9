#pragma once

#include "template/object.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::templates {

// A function for templates.
class Function : public Object {
public:
    std::string_view type_name() const override { return "function"; }
    bool is_callable() const override { return true; }
};

template <class F>
class FunctionOf : public Function {
public:
    explicit FunctionOf(F function) : function_(std::move(function)) {}
    Var call(Rendering& rendering, const Arguments& arguments) override
    {
        return function_(rendering, arguments);
    }

private:
    F function_; // Var(Rendering&, const Arguments&)
};

template <class F>
Var function(F callable)
{
    return Var::object(make<FunctionOf<F>>(std::move(callable)));
}

// What namespace() makes: its attributes can be set.
class Namespace : public Object {
public:
    std::string_view type_name() const override { return "Namespace"; }
    std::string type_in_messages() const override { return "jinja2.utils.Namespace object"; }
    std::string repr() override;
    std::optional<Var> attribute(std::string_view name) override;
    void set(const Var& name, Var value) { attributes_.set(name, std::move(value)); }

    void let_go() noexcept override { attributes_.clear(); }

    Mapping& attributes() noexcept { return attributes_; }

private:
    Mapping attributes_;
};

// Jinja's own: range, dict, namespace, cycler, joiner.
std::optional<Var> global(std::string_view name);

} // namespace costrel::inline v1::templates
