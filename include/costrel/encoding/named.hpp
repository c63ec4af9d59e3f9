#pragma once

#include <costrel/encoding/html.hpp>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

namespace detail {

// Neither is ever defined: their names are the compiler's message.
void html_format_has_a_name_that_no_argument_has();
void html_format_lacks_the_name_of_an_argument();

// A name that is known while compiling.
template <std::size_t N>
struct Name {
    char text[N];

    consteval Name(const char (&literal)[N])
    {
        for (std::size_t i = 0; i < N; ++i)
            text[i] = literal[i];
    }
    constexpr std::string_view view() const { return {text, N - 1}; }
};

template <Name N, class A>
struct Named {
    A&& value;
};
template <class A>
inline constexpr std::string_view name_of{}; // empty: it has none
template <Name N, class A>
inline constexpr std::string_view name_of<Named<N, A>> = N.view();
template <Name N, class A>
inline constexpr bool is_named<Named<N, A>> = true;

// The first "{}" or "{name}", braces included; empty: there is none. Other braces, such as those of
// a style sheet, are text.
constexpr std::string_view find_braces(std::string_view format)
{
    for (std::size_t at = format.find('{'); at != format.npos; at = format.find('{', at + 1)) {
        std::size_t end = at + 1;
        const auto is_of_name = [&](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                   (c >= '0' && c <= '9' && end > at + 1);
        };
        while (end < format.size() && is_of_name(format[end]))
            ++end;
        if (end < format.size() && format[end] == '}')
            return format.substr(at, end + 1 - at);
    }
    return {};
}

// How many braces have that name, or any or none.
constexpr std::size_t count_braces(std::string_view format, std::string_view name, bool any = false)
{
    std::size_t count = 0;
    for (std::string_view braces; !(braces = find_braces(format)).empty();) {
        count += any || braces.substr(1, braces.size() - 2) == name;
        format = {braces.data() + braces.size(), format.data() + format.size()};
    }
    return count;
}

// A format string for these arguments, checked while compiling.
template <class... A>
struct NamedHtmlFormat {
    std::string_view text;

    template <std::size_t M>
    consteval NamedHtmlFormat(const char (&literal)[M]) : text(literal, M - 1)
    {
        const std::size_t unnamed = count_braces(text, name_of<void>);
        if (unnamed != (0 + ... + name_of<A>.empty()))
            html_format_has_wrong_number_of_braces();
        if (((count_braces(text, name_of<A>) == 0) || ...))
            html_format_lacks_the_name_of_an_argument();
        if (count_braces(text, {}, true) !=
            (unnamed + ... + (name_of<A>.empty() ? 0 : count_braces(text, name_of<A>))))
            html_format_has_a_name_that_no_argument_has();
    }
};

// One of several, with or without a name, whose type is forgotten.
struct HtmlArgument {
    std::string_view name;
    void* value;
    void (*append)(std::string& out, void* value);
};
template <class A>
HtmlArgument html_argument(A&& argument, std::string_view name = {})
{
    return {name, const_cast<void*>(static_cast<const void*>(std::addressof(argument))),
            [](std::string& out, void* value) {
                append_html_argument(
                    out, static_cast<A&&>(*static_cast<std::remove_reference_t<A>*>(value)));
            }};
}
template <Name N, class A>
HtmlArgument html_argument(Named<N, A>&& named)
{
    return html_argument(std::forward<A>(named.value), N.view());
}
void append_html_arguments(std::string& out, std::string_view format,
                           std::initializer_list<HtmlArgument> arguments);

} // namespace detail

/// An argument of html() with a name. The text has its {name} once or more often; that each has
/// its argument, and each argument its place, is checked while compiling. Arguments without a name
/// go to each {}, in their order.
///
///     html("<a href='{url}'>{title}</a>", named<"url">(url), named<"title">(post.title))
template <detail::Name name, class A>
detail::Named<name, A> named(A&& argument)
{
    return {std::forward<A>(argument)};
}

/// html() with arguments that have names.
template <class... A>
requires(detail::is_named<std::remove_cvref_t<A>> || ...) Html
    html(detail::NamedHtmlFormat<std::remove_cvref_t<A>...> format, A&&... arguments)
{
    std::string out;
    out.reserve(format.text.size() + 16 * sizeof...(A));
    detail::append_html_arguments(out, format.text,
                                  {detail::html_argument(std::forward<A>(arguments))...});
    return Html::trusted(std::move(out));
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
