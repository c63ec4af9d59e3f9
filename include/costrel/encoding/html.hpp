#pragma once

#include <costrel/detail/constant_array.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Text known to be safe to send as HTML: MarkupSafe's Markup as a type of its own.
///
/// It is made from a literal (which the programmer wrote), by html() and escape() (which escape
/// what they are given), or by Html::trusted() (which is the programmer's promise). A std::string
/// never becomes Html by itself.
class Html {
public:
    /// Throws std::invalid_argument for an array that is not a literal, such as a member of a
    /// struct: its type can be the same, but it can hold anything. A static constant array counts
    /// as a literal.
    template <std::size_t N>
    Html(const char (&literal)[N])
    {
        detail::require_constant(literal, "costrel: this array of characters is no literal, so it "
                                          "is no HTML to trust: write html(\"{}\", text), which "
                                          "escapes it, or Html::trusted(text)");
        text_ = detail::literal_text(literal, N);
    }
    template <std::size_t N>
    Html(char (&)[N]) = delete; // a mutable buffer is not a literal
    template <std::size_t N>
    Html(char (&&)[N]) = delete; // nor is one about to be returned

    /// Takes text as it is. Only for text that this program built from safe pieces.
    static Html trusted(std::string text)
    {
        Html html;
        html.text_ = std::move(text);
        return html;
    }

    const std::string& str() const& { return text_; }
    std::string str() && { return std::move(text_); }

    Html& operator+=(const Html& other)
    {
        text_ += other.text_;
        return *this;
    }
    friend Html operator+(Html left, const Html& right)
    {
        left += right;
        return left;
    }
    friend bool operator==(const Html&, const Html&) = default;

private:
    Html() = default;

    std::string text_;
};

/// The text with & < > " ' written as &amp; &lt; &gt; &#34; &#39;, as markupsafe.escape does.
Html escape(std::string_view text);

/// Appends one argument of html() to `out`, escaped. Overload it for a type of your own, in that
/// type's namespace, and html("{}", value) accepts it. bool prints as True or False and a
/// floating-point number with the fewest digits that read back, as a Flask template prints them.
void append_html(std::string& out, std::string_view text);
inline void append_html(std::string& out, const std::string& text)
{
    append_html(out, std::string_view(text));
}
void append_html(std::string& out, bool value);
void append_html(std::string& out, std::int64_t value);
void append_html(std::string& out, std::uint64_t value);
void append_html(std::string& out, double value);
inline void append_html(std::string& out, const Html& html)
{
    out += html.str();
}

namespace detail {

template <class T>
concept runtime_text = std::same_as<T, std::string> || std::same_as<T, std::string_view>;
template <class A>
inline constexpr bool is_named = false; // whether it is what named() gives (<costrel/named.hpp>)

void html_format_has_wrong_number_of_braces(); // never defined: its name is the compiler's message

// A format string for N arguments, counted while compiling.
template <std::size_t N>
struct HtmlFormat {
    std::string_view text;

    template <std::size_t M>
    consteval HtmlFormat(const char (&literal)[M]) : text(literal, M - 1)
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i + 1 < text.size(); ++i) {
            if (text[i] == '{' && text[i + 1] == '}') {
                ++count;
                ++i;
            }
        }
        if (count != N)
            html_format_has_wrong_number_of_braces();
    }
};

// Appends `format` up to its next "{}" to `out` and removes it from `format`, braces included.
void append_until_braces(std::string& out, std::string_view& format);

template <class A>
void append_html_argument(std::string& out, A&& argument)
{
    using T = std::remove_cvref_t<A>;
    if constexpr (std::same_as<T, bool>)
        append_html(out, static_cast<bool>(argument));
    else if constexpr (std::same_as<T, char>)
        append_html(out, std::string_view(&argument, 1));
    else if constexpr (std::convertible_to<A, const char*>) // which would rather become a bool
        append_html(out, std::string_view(argument));
    else if constexpr (std::signed_integral<T>)
        append_html(out, static_cast<std::int64_t>(argument));
    else if constexpr (std::unsigned_integral<T>)
        append_html(out, static_cast<std::uint64_t>(argument));
    else if constexpr (std::floating_point<T>)
        append_html(out, static_cast<double>(argument));
    else
        append_html(out, std::forward<A>(argument)); // unqualified: finds overloads beside A too
}

} // namespace detail

/// HTML from a literal in which each {} stands for one argument, escaped unless it is Html.
/// The number of braces is checked while compiling; other braces stay as they are.
///
///     html("<p>Logged in as {}</p>", session["username"])
template <class... A>
requires(!detail::is_named<std::remove_cvref_t<A>> && ...) Html
    html(detail::HtmlFormat<sizeof...(A)> format, A&&... arguments)
{
    std::string out;
    std::string_view rest = format.text;
    out.reserve(rest.size() + 16 * sizeof...(A));
    ((detail::append_until_braces(out, rest),
      detail::append_html_argument(out, std::forward<A>(arguments))),
     ...);
    out += rest;
    return Html::trusted(std::move(out));
}

template <detail::runtime_text T, class... A>
Html html(const T&, A&&...) = delete; // html() takes a literal: html("<p>{}</p>", text)

} // namespace costrel::inline v1

#pragma GCC visibility pop
