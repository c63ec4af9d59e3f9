#pragma once

#include <costrel/encoding/html.hpp>
#include <costrel/web/detail/converter.hpp>
#include <costrel/web/detail/signature.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A route's pattern that is known only when the program runs, such as one from its configuration.
/// It is checked when the route is added, which throws std::invalid_argument.
///
///     app.get<page>(runtime(prefix + "/<name>"));
class RuntimePattern {
public:
    explicit RuntimePattern(std::string_view text) : text_(text) {}
    std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_;
};

/// `text` must live until the route is added.
inline RuntimePattern runtime(std::string_view text)
{
    return RuntimePattern(text);
}

namespace detail {

// Never defined: their names are the compiler's messages.
void route_must_start_with_a_slash();
void route_has_an_unclosed_angle_bracket();
void route_has_an_unknown_converter();
void route_variable_type_differs_from_the_handlers_parameter();
void route_and_handler_differ_in_number_of_variables();
void handler_takes_the_request_or_session_not_by_reference();

template <class... P>
consteval bool takes_by_value(TypeList<P...>)
{
    return ((std::is_same_v<std::remove_pointer_t<P>, Request> ||
             std::is_same_v<std::remove_pointer_t<P>, Session>) ||
            ...);
}

consteval void check_pattern(std::string_view text, std::span<const ConverterSet> parameters,
                             bool takes_by_value)
{
    if (takes_by_value)
        handler_takes_the_request_or_session_not_by_reference();
    if (text.empty() || text.front() != '/')
        route_must_start_with_a_slash();
    std::size_t count = 0;
    while (true) {
        const std::size_t open = text.find('<');
        if (open == text.npos)
            break;
        text.remove_prefix(open);
        const std::size_t close = variable_end(text);
        if (close == text.npos)
            route_has_an_unclosed_angle_bracket();
        const std::string_view inner = text.substr(1, close - 1);
        const std::size_t colon = inner.rfind(':');
        const Converter converter =
            converter_named(colon == inner.npos ? std::string_view{} : inner.substr(0, colon));
        if (converter == Converter::none)
            route_has_an_unknown_converter();
        if (count >= parameters.size())
            route_and_handler_differ_in_number_of_variables();
        if (!parameters[count].has(converter))
            route_variable_type_differs_from_the_handlers_parameter();
        ++count;
        text.remove_prefix(close + 1);
    }
    if (count != parameters.size())
        route_and_handler_differ_in_number_of_variables();
}

/// The converters that each path parameter of a handler can be filled by.
template <class Parameters>
struct ParameterConverters;
template <class... P>
struct ParameterConverters<TypeList<P...>> {
    static constexpr std::array<ConverterSet, sizeof...(P)> value = {
        ConverterSet::for_parameter<P>()...};
};

/// A route's pattern for a handler whose path parameters are `Parameters` (a TypeList): a literal
/// that is checked against them while compiling, or a runtime() pattern, which is checked later.
template <class Parameters>
struct CheckedPattern {
    std::string_view text;

    template <std::size_t N>
    consteval CheckedPattern(const char (&literal)[N]) : text(literal, N - 1)
    {
        check_pattern(text, ParameterConverters<Parameters>::value, takes_by_value(Parameters{}));
    }
    template <runtime_text T>
    CheckedPattern(const T&) = delete; // not a literal: write runtime(pattern)
    CheckedPattern(RuntimePattern pattern) : text(pattern.text()) {}
};

template <class F>
using PatternFor = CheckedPattern<typename Signature<F>::Path>;

/// The converters for the path parameters of F, a function's or a callable object's type.
template <class F>
inline constexpr std::span<const ConverterSet> converters_for =
    ParameterConverters<typename Signature<F>::Path>::value;

} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
