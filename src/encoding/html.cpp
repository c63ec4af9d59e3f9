#include "encoding/number_text.hpp"

#include <costrel/html.hpp>

#include <cmath>

namespace costrel {

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
        const std::size_t special = text.find_first_of("&<>\"'");
        out += text.substr(0, special);
        if (special == text.npos)
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

} // namespace costrel
