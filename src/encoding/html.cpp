#include "encoding/number_text.hpp"

#include <costrel/html.hpp>

#include <array>
#include <cmath>

namespace costrel::inline v1 {

namespace {

constexpr auto special_characters = [] {
    std::array<bool, 256> table{};
    for (const char c : {'&', '<', '>', '"', '\''})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

// Where the first special character is, or the end. find_first_of() of a view is slow.
std::size_t end_of_plain(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size() && !special_characters[static_cast<unsigned char>(text[end])])
        ++end;
    return end;
}

} // namespace

Html escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    append_html(out, text);
    return Html::trusted(std::move(out));
}

void append_html(std::string& out, std::string_view text)
{
    while (true) {
        const std::size_t special = end_of_plain(text);
        out += text.substr(0, special);
        if (special == text.size())
            return;
        switch (text[special]) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&#34;";
            break;
        default:
            out += "&#39;";
        }
        text.remove_prefix(special + 1);
    }
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
