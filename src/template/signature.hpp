#pragma once

#include "template/object.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::templates {

// The parameters of a filter, test, method or function, so that a call that Python rejects is
// rejected.
struct Signature {
    std::string_view name;
    std::uint8_t required = 0;
    std::uint8_t count = 0;
    // Empty: it cannot be given by name.
    std::array<std::string_view, 5> parameters{};
    bool takes_rest = false; // further arguments, by place and by name

    // From "old, new, count=": those with a "=" may be left out, those behind "/" are given by
    // place only, and "*" takes the rest.
    static constexpr Signature of(std::string_view name, std::string_view text)
    {
        Signature result{.name = name};
        const bool by_place = text.starts_with('/');
        if (by_place)
            text.remove_prefix(1);
        while (!text.empty()) {
            const std::size_t end = text.find(',');
            std::string_view parameter = text.substr(0, end);
            text = end == text.npos ? std::string_view() : text.substr(end + 1);
            while (parameter.starts_with(' '))
                parameter.remove_prefix(1);
            if (parameter == "*") {
                result.takes_rest = true;
                continue;
            }
            if (parameter.ends_with('='))
                parameter.remove_suffix(1);
            else
                ++result.required;
            result.parameters[result.count++] = by_place ? std::string_view() : parameter;
        }
        return result;
    }
};

// The arguments of a call by the places of their parameters.
class Bound {
public:
    Bound() = default;
    // Throws Python's TypeError when they do not fit.
    Bound(const Signature& signature, const Arguments& arguments);

    // nullptr: not given.
    const Var* operator[](std::size_t index) const noexcept { return values_[index]; }
    const Var& at(std::size_t index) const noexcept { return *values_[index]; }
    bool is_true(std::size_t index, bool otherwise = false) const
    {
        return values_[index] ? truth(*values_[index]) : otherwise;
    }
    std::int64_t integer(std::size_t index, std::int64_t otherwise) const;
    // Of what Python wants a number for, as sorted() does: true unless it is 0.
    bool flag(std::size_t index) const { return integer(index, 0) != 0; }
    // What is None counts as not given.
    const Var* unless_none(std::size_t index) const noexcept
    {
        return values_[index] && values_[index]->is_none() ? nullptr : values_[index];
    }

private:
    std::array<const Var*, 5> values_{};
};

} // namespace costrel::inline v1::templates
