#include "encoding/byte_block.hpp"
#include "encoding/html_text.hpp"
#include "encoding/number_text.hpp"

#include <costrel/html.hpp>

#include <cmath>
#include <cstdint>

namespace costrel::inline v1 {

namespace {

using encoding::all;
using encoding::ByteBlock;

struct IsMarkup {
    auto operator()(ByteBlock bytes) const noexcept
    {
        // & and ' differ in their lowest bit alone, < and > in the one above it.
        return ((bytes | all(1)) == all('\'')) | ((bytes | all(2)) == all('>')) |
               (bytes == all('"'));
    }
};

struct IsMarkupOrNotAscii {
    auto operator()(ByteBlock bytes) const noexcept
    {
        return IsMarkup()(bytes) | (bytes & all('\x80'));
    }
};

// The first position from `at` on whose byte the test is true of, or the end.
template <class Test>
std::size_t end_of_plain(Test test, std::string_view text, std::size_t at) noexcept
{
    for (; at < text.size(); at += sizeof(ByteBlock)) {
        const std::size_t first =
            encoding::first_in(test(encoding::block_at(text.data() + at, text.size() - at)));
        if (first < sizeof(ByteBlock))
            return at + first;
    }
    return text.size();
}

constexpr std::string_view reference_of(char special) noexcept
{
    switch (special) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&#34;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

// Appends the text up to the first byte that is found and not special.
template <class Test>
std::size_t append_html_until(std::string& out, std::string_view text, Test test)
{
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = end_of_plain(test, text, begin);
        out.append(text, begin, end - begin);
        if (end == text.size())
            return end;
        const std::string_view reference = reference_of(text[end]);
        if (reference.empty())
            return end;
        out += reference;
        begin = end + 1;
    }
}

} // namespace

namespace encoding {

std::size_t append_html_of_ascii(std::string& out, std::string_view text)
{
    return append_html_until(out, text, IsMarkupOrNotAscii());
}

} // namespace encoding

Html escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    append_html(out, text);
    return Html::trusted(std::move(out));
}

void append_html(std::string& out, std::string_view text)
{
    append_html_until(out, text, IsMarkup());
}

void append_html(std::string& out, bool value)
{
    out += value ? "True" : "False";
}

void append_html(std::string& out, std::int64_t value)
{
    encoding::append_integer(out, value);
}

void append_html(std::string& out, std::uint64_t value)
{
    encoding::append_integer(out, value);
}

void append_html(std::string& out, double value)
{
    if (std::isnan(value))
        out += "nan";
    else if (std::isinf(value))
        out += value < 0 ? "-inf" : "inf";
    else
        encoding::append_float(out, value);
}

namespace detail {

void append_until_braces(std::string& out, std::string_view& format)
{
    const std::size_t braces = format.find("{}");
    out += format.substr(0, braces);
    format.remove_prefix(braces == format.npos ? format.size() : braces + 2);
}

} // namespace detail

} // namespace costrel::inline v1
