#pragma once

#include <costrel/web/detail/converter.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::routing {

using detail::Converter;

inline constexpr std::size_t max_variables = 16; // of one route

// A piece of a pattern: fixed text, or a variable.
struct Piece {
    Converter converter = Converter::none; // none: fixed text
    std::string text;                      // fixed, or the variable's name
    std::vector<std::string> choices{};    // of Converter::any

    bool is_variable() const noexcept { return converter != Converter::none; }
    // Whether they take the same texts, whatever a variable is called.
    bool matches_like(const Piece& other) const noexcept
    {
        return converter == other.converter && choices == other.choices &&
               (is_variable() || text == other.text);
    }
};

// What stands between two slashes.
using Segment = std::vector<Piece>;

// A route's pattern such as "/user/<int:id>/", taken apart.
struct Pattern {
    std::vector<Segment> segments;
    bool trailing_slash = false; // a request without it is redirected to the path with it

    // Throws std::invalid_argument with a sentence when `text` is no pattern.
    static Pattern parse(std::string_view text);

    std::size_t variable_count() const noexcept;
    std::vector<std::string_view> variable_names() const; // in their order

    // "/user/<id>": as it is shown to people.
    std::string text() const;

    // The path with `values` in the place of the variables, percent-encoded. Throws BuildError for
    // a value that is none of the choices of its variable, or no number where one belongs.
    std::string build(const std::vector<std::string>& values) const;
};

} // namespace costrel::inline v1::routing
