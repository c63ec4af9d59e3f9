#pragma once

#include <costrel/detail/converter.hpp>
#include <costrel/detail/signature.hpp>

#include <cstddef>
#include <string_view>

namespace costrel::detail {

// Never defined: their names are the compiler's messages.
void route_must_start_with_a_slash();
void route_has_an_unclosed_angle_bracket();
void route_has_an_unknown_converter();
void route_has_two_variables_in_one_segment();
void route_has_two_path_variables();
void route_variable_type_differs_from_the_handlers_parameter();
void route_and_handler_differ_in_number_of_variables();

template <class... P>
consteval void check_pattern(std::string_view text, TypeList<P...>)
{
    if (text.empty() || text.front() != '/')
        route_must_start_with_a_slash();
    std::size_t count = 0;
    bool has_path = false;
    while (true) {
        const std::size_t open = text.find('<');
        if (open == text.npos)
            break;
        if (count > 0 && text.substr(0, open).find('/') == text.npos)
            route_has_two_variables_in_one_segment();
        const std::size_t close = text.find('>', open);
        if (close == text.npos)
            route_has_an_unclosed_angle_bracket();
        const std::string_view inner = text.substr(open + 1, close - open - 1);
        const std::size_t colon = inner.find(':');
        const Converter converter =
            converter_named(colon == inner.npos ? std::string_view{} : inner.substr(0, colon));
        if (converter == Converter::none)
            route_has_an_unknown_converter();
        if (converter == Converter::path && has_path)
            route_has_two_path_variables();
        has_path = has_path || converter == Converter::path;
        if (count >= sizeof...(P))
            route_and_handler_differ_in_number_of_variables();
        std::size_t parameter = 0;
        bool fits = false;
        ((parameter++ == count ? void(fits = converts_to<P>(converter)) : void()), ...);
        if (!fits)
            route_variable_type_differs_from_the_handlers_parameter();
        ++count;
        text.remove_prefix(close + 1);
    }
    if (count != sizeof...(P))
        route_and_handler_differ_in_number_of_variables();
}

/// A route's pattern for a handler whose path parameters are `Parameters` (a TypeList): a literal
/// that is checked against them while compiling.
template <class Parameters>
struct CheckedPattern {
    std::string_view text;

    template <std::size_t N>
    consteval CheckedPattern(const char (&literal)[N]) : text(literal, N - 1)
    {
        check_pattern(text, Parameters{});
    }
};

template <class F>
using PatternFor = CheckedPattern<typename Signature<F>::Path>;

} // namespace costrel::detail
