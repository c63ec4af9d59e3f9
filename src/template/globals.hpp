#pragma once

#include "template/object.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::templates {

// A function for templates. `shown`, which outlives it, is what Python prints for it; empty: an
// address.
class Function : public Object {
public:
    explicit Function(std::string_view shown) noexcept : shown_(shown) {}

    std::string_view type_name() const override { return "function"; }
    bool is_callable() const override { return true; }
    std::string repr() override { return shown_.empty() ? Object::repr() : std::string(shown_); }

private:
    std::string_view shown_;
};

template <class F>
class FunctionOf : public Function {
public:
    FunctionOf(F function, std::string_view shown) : Function(shown), function_(std::move(function))
    {
    }
    Var call(Rendering& rendering, const Arguments& arguments) override
    {
        return function_(rendering, arguments);
    }

private:
    F function_; // Var(Rendering&, const Arguments&)
};

template <class F>
Var function(F callable, std::string_view shown = {})
{
    return Var::object(make<FunctionOf<F>>(std::move(callable), shown));
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
