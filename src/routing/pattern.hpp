#pragma once

#include <costrel/detail/converter.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::routing {

using detail::Converter;

inline constexpr std::size_t max_variables = 16; // of one route

// One part of a path between slashes: fixed text, or a variable with fixed text around it.
struct Segment {
    Converter converter = Converter::none; // none: only `prefix`
    std::string prefix;                    // of fixed text alone, the whole of it
    std::string suffix;
    std::string name;                 // of the variable
    std::vector<std::string> choices; // of Converter::any

    bool is_static() const noexcept { return converter == Converter::none; }
    friend bool operator==(const Segment&, const Segment&) = default;
};

// A route's pattern such as "/user/<int:id>/", taken apart.
struct Pattern {
    std::vector<Segment> segments;
    bool trailing_slash = false; // a request without it is redirected to the path with it

    // Throws std::invalid_argument with a sentence when `text` is no pattern.
    static Pattern parse(std::string_view text);

    std::size_t variable_count() const noexcept;

    // The path with `values` in the place of the variables, percent-encoded.
    std::string build(const std::vector<std::string>& values) const;
};

} // namespace costrel::routing
