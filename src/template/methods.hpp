#pragma once

#include "template/object.hpp"
#include "template/signature.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
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

// The names of some methods, so that most other names are told from them at once.
class MethodNames {
public:
    constexpr MethodNames(std::initializer_list<std::string_view> names)
    {
        for (const std::string_view name : names)
            mask_ |= std::uint64_t{1} << place(name);
    }
    constexpr bool may_have(std::string_view name) const noexcept
    {
        return (mask_ >> place(name) & 1) != 0;
    }

private:
    static constexpr unsigned place(std::string_view name) noexcept
    {
        if (name.empty())
            return 0;
        // So that few of the names that data often has share a place with a method of a dict.
        const unsigned first = static_cast<unsigned char>(name.front());
        const unsigned last = static_cast<unsigned char>(name.back());
        return (first * 22 + last * 3 + static_cast<unsigned>(name.size())) & 63;
    }

    std::uint64_t mask_ = 0;
};
inline constexpr MethodNames names_of_dict_methods{"get",    "items", "keys",    "values",
                                                   "update", "pop",   "popitem", "setdefault",
                                                   "copy",   "clear", "__len__"};

std::span<const Method> text_methods() noexcept;
std::span<const Method> text_searches() noexcept;       // of text, too
std::span<const Method> markup_only_methods() noexcept; // before those of text
std::span<const Method> dict_methods() noexcept;
std::span<const Method> list_methods() noexcept;
std::span<const Method> tuple_methods() noexcept;
std::span<const Method> date_methods() noexcept;
std::span<const Method> number_methods(bool is_real) noexcept;
// real, imag, …
std::optional<Var> number_attribute(const Var& number, std::string_view name);

// The method of that name of the value's type, or nullptr.
const Method* find_method(const Var& value, std::string_view name) noexcept;
Var call_method(const Method& method, const Var& self, const Arguments& arguments);
Var bound_method(const Method& method, Var self);
// An argument that must be a text.
std::string_view text_argument(const Var& argument);

} // namespace costrel::inline v1::templates
