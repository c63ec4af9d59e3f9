// A name of a file: the field is one line in ASCII, from which both forms of the name are read
// back.
#include "http/representation/content_disposition.hpp"

#include "encoding/utf8.hpp"
#include "fuzz/input.hpp"
#include "http/grammar.hpp"

#include <algorithm>
#include <string>

using namespace costrel;
using fuzz::require;

namespace {

std::string percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            require(http::is_tchar(text[i]), "an encoded name is made of attr-chars");
            decoded += text[i];
            continue;
        }
        require(i + 2 < text.size(), "an escape is whole");
        decoded +=
            static_cast<char>(http::hex_digit(text[i + 1]) * 16 + http::hex_digit(text[i + 2]));
        i += 2;
    }
    return decoded;
}

// Takes a token or a quoted string off the text.
std::string take_value(std::string_view& text)
{
    std::string value;
    if (!text.starts_with('"')) {
        while (!text.empty() && http::is_tchar(text.front())) {
            value += text.front();
            text.remove_prefix(1);
        }
        require(!value.empty(), "a token is not empty");
        return value;
    }
    for (text.remove_prefix(1); !text.starts_with('"'); text.remove_prefix(1)) {
        if (text.starts_with('\\'))
            text.remove_prefix(1);
        require(!text.empty(), "a quoted string ends");
        value += text.front();
    }
    text.remove_prefix(1);
    return value;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view name = fuzz::Input(data, size).rest();
    const std::string field = http::content_disposition(http::Disposition::inline_, name);
    require(std::all_of(field.begin(), field.end(), [](char c) { return c >= 0x20 && c < 0x7f; }),
            "the field is one line in ASCII");

    std::string expected; // without control characters, and UTF-8
    encoding::append_utf8_with_replacement(expected, name);
    for (char& c : expected)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = '_';

    constexpr std::string_view start = "inline; filename=";
    std::string_view rest = field;
    require(rest.starts_with(start), "the name follows the disposition");
    rest.remove_prefix(start.size());
    const std::string plain = take_value(rest);
    if (rest.empty()) {
        require(plain == expected, "a name in ASCII is read back");
        return 0;
    }
    constexpr std::string_view extended = "; filename*=UTF-8''";
    require(rest.starts_with(extended), "the encoded name follows");
    rest.remove_prefix(extended.size());
    require(percent_decoded(rest) == expected, "the encoded name is read back");
    require(plain != expected, "it is only sent when it is needed");
    return 0;
}
