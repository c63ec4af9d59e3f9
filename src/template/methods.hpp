#pragma once

#include "template/object.hpp"
#include "template/signature.hpp"

#include <span>
#include <string_view>

namespace costrel::inline v1::templates {

// A method of a built-in type.
struct Method {
    Signature signature;
    Var (*run)(const Var& self, const Bound& bound, const Arguments& arguments);
};

constexpr Method method(std::string_view name, std::string_view parameters,
                        Var (*run)(const Var&, const Bound&, const Arguments&))
{
    return {Signature::of(name, parameters), run};
}

std::span<const Method> text_methods() noexcept;
std::span<const Method> text_searches() noexcept;       // of text, too
std::span<const Method> markup_only_methods() noexcept; // beside those of text
std::span<const Method> dict_methods() noexcept;
std::span<const Method> list_methods() noexcept;
std::span<const Method> tuple_methods() noexcept;
std::span<const Method> date_methods() noexcept;

// The method of that name of the value's type, or nullptr.
const Method* find_method(const Var& value, std::string_view name) noexcept;
Var call_method(const Method& method, const Var& self, const Arguments& arguments);
Var bound_method(const Method& method, Var self);
// An argument that must be a text.
std::string_view text_argument(const Var& argument);

} // namespace costrel::inline v1::templates
