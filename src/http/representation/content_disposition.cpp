#include "http/representation/content_disposition.hpp"

#include "encoding/percent.hpp"
#include "encoding/utf8.hpp"
#include "http/grammar.hpp"
#include "http/representation/ascii_name.hpp"

#include <algorithm>

namespace costrel::inline v1::http {

namespace {

bool is_control(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

void append_quoted(std::string& out, std::string_view text)
{
    if (is_token(text)) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

// RFC 8187 section 3.2.1
void append_ext_value(std::string& out, std::string_view text)
{
    out += "UTF-8''";
    encoding::append_percent_encoded(out, text, "!#$&+-.^_`|~");
}

} // namespace

std::string content_disposition(Disposition disposition, std::string_view filename)
{
    std::string name;
    encoding::append_utf8_with_replacement(name, filename);
    std::replace_if(name.begin(), name.end(), is_control, '_');

    std::string value = disposition == Disposition::attachment ? "attachment" : "inline";
    value += "; filename=";
    const bool is_ascii = std::all_of(name.begin(), name.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    append_quoted(value, is_ascii ? name : ascii_name(name));
    if (!is_ascii) {
        value += "; filename*=";
        append_ext_value(value, name);
    }
    return value;
}

} // namespace costrel::inline v1::http
