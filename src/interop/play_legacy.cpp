#include "interop/play_legacy.hpp"

#include "encoding/ascii.hpp"
#include "encoding/percent.hpp"
#include "encoding/utf8.hpp"
#include "interop/foreign_format.hpp"
#include "interop/keys.hpp"
#include "interop/percent_coding.hpp"

namespace costrel::inline v1::interop {

namespace {

void append_form_text(std::string& out, std::string_view text)
{
    for (const char c : text) {
        if (c == ' ')
            out += '+';
        else
            encoding::append_percent_encoded(out, {&c, 1}, form_marks);
    }
}

// Nothing when an escape is broken.
std::optional<std::string> form_text(std::string_view encoded)
{
    std::string text;
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        if (encoded[i] != '%') {
            text += encoded[i] == '+' ? ' ' : encoded[i];
            continue;
        }
        const int high = i + 2 < encoded.size() ? encoding::hex_digit(encoded[i + 1]) : -1;
        const int low = i + 2 < encoded.size() ? encoding::hex_digit(encoded[i + 2]) : -1;
        if (high < 0 || low < 0)
            return std::nullopt;
        text += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return encoding::is_utf8(text) ? std::optional(text) : std::nullopt;
}

} // namespace

std::string PlayLegacy::write(const Dict& values) const
{
    std::string text;
    for (const DictItem& item : values) {
        if (!text.empty())
            text += '&';
        append_form_text(text, item.key);
        text += '=';
        append_form_text(text, *item.value.as<std::string>());
    }
    return hex_of(mac_of(key_, {text})) + '-' + text;
}

SealedContent PlayLegacy::open(std::string_view text) const
{
    const std::size_t dash = text.find('-');
    const std::string_view body = dash == text.npos ? "" : text.substr(dash + 1);
    if (dash == text.npos ||
        !signing::constant_time_equal(text.substr(0, dash), hex_of(mac_of(key_, {body}))))
        return rejected(SessionOrigin::bad_signature);
    return opened('&' + std::string(body));
}

std::optional<Dict> PlayLegacy::read(std::string_view content)
{
    Dict session;
    while (!content.empty()) {
        content.remove_prefix(1); // an ampersand
        const std::string_view pair = content.substr(0, content.find('&'));
        content.remove_prefix(pair.size());
        const std::size_t equals = pair.find('=');
        if (equals == pair.npos)
            continue;
        auto name = form_text(pair.substr(0, equals));
        auto value = form_text(pair.substr(equals + 1));
        if (!name || !value)
            return std::nullopt;
        session.set(*name, *std::move(value));
    }
    return session;
}

} // namespace costrel::inline v1::interop
