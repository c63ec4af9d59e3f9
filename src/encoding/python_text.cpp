#include "encoding/python_text.hpp"

#include "encoding/ascii.hpp"
#include "encoding/number_text.hpp"

#include <cmath>
#include <cstdint>

namespace costrel::inline v1::encoding {

namespace {

// repr(bytes)
std::string bytes_text(std::string_view bytes)
{
    const bool has_apostrophe = bytes.find('\'') != bytes.npos;
    const char quote = has_apostrophe && bytes.find('"') == bytes.npos ? '"' : '\'';
    std::string out = "b";
    out += quote;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\')
            (out += '\\') += c;
        else if (c == '\t')
            out += "\\t";
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (byte >= 0x20 && byte < 0x7f)
            out += c;
        else
            ((out += "\\x") += hex_digits[byte >> 4]) += hex_digits[byte & 15];
    }
    return out += quote;
}

// str(datetime), such as "2020-01-02 03:04:05+00:00"
std::string moment_text(const DateTime& moment)
{
    using namespace std::chrono;
    std::string out;
    const auto put = [&out](auto number, std::size_t width, char before) {
        const std::string digits = std::to_string(static_cast<int>(number));
        if (before != '\0')
            out += before;
        out.append(width - std::min(width, digits.size()), '0');
        out += digits;
    };
    const sys_seconds wall = moment.time + moment.offset;
    const auto day = floor<days>(wall);
    const year_month_day date(day);
    const hh_mm_ss time(wall - day);
    const hh_mm_ss zone(moment.offset);
    put(static_cast<int>(date.year()), 4, '\0');
    put(static_cast<unsigned>(date.month()), 2, '-');
    put(static_cast<unsigned>(date.day()), 2, '-');
    put(time.hours().count(), 2, ' ');
    put(time.minutes().count(), 2, ':');
    put(time.seconds().count(), 2, ':');
    put(zone.hours().count(), 2, zone.is_negative() ? '-' : '+');
    put(zone.minutes().count(), 2, ':');
    return out;
}

struct ToText {
    using Text = std::optional<std::string>;

    Text operator()(std::monostate) const { return "None"; }
    Text operator()(bool boolean) const { return boolean ? "True" : "False"; }
    Text operator()(std::int64_t integer) const { return std::to_string(integer); }
    Text operator()(double number) const
    {
        if (std::isnan(number))
            return "nan";
        if (std::isinf(number))
            return number < 0 ? "-inf" : "inf";
        std::string out;
        append_float(out, number);
        return out;
    }
    Text operator()(const std::string& text) const { return text; }
    Text operator()(const BigInteger& integer) const { return integer.digits; }
    Text operator()(const Bytes& bytes) const { return bytes_text(bytes.data); }
    Text operator()(const Html& markup) const { return markup.str(); }
    Text operator()(const Uuid& uuid) const { return uuid.text(); }
    Text operator()(const DateTime& moment) const { return moment_text(moment); }
    Text operator()(const List&) const { return std::nullopt; }
    Text operator()(const Tuple&) const { return std::nullopt; }
    Text operator()(const Dict&) const { return std::nullopt; }
};

std::string without(std::string_view text, std::string_view piece)
{
    std::string out;
    for (std::size_t at = text.find(piece); at != text.npos; at = text.find(piece)) {
        out += text.substr(0, at);
        text.remove_prefix(at + piece.size());
    }
    return out += text;
}

std::string_view stripped(std::string_view text, std::string_view characters)
{
    const std::size_t first = text.find_first_not_of(characters);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(characters) - first + 1);
}

} // namespace

std::optional<std::string> python_str(const Value& value)
{
    return value.visit(ToText{});
}

std::optional<Uuid> python_uuid(std::string_view text)
{
    // In the order of uuid.UUID.__init__.
    const std::string plain = without(without(text, "urn:"), "uuid:");
    const std::string compact = without(stripped(plain, "{}"), "-");
    if (compact.size() != 32)
        return std::nullopt;

    // int(compact, 16); a '-' cannot be left in it.
    std::string_view number = stripped(compact, " \t\n\v\f\r\x1c\x1d\x1e\x1f");
    if (number.starts_with('+'))
        number.remove_prefix(1);
    bool underscore_may_come = false;
    if (number.starts_with("0x") || number.starts_with("0X")) {
        number.remove_prefix(2);
        underscore_may_come = true;
    }
    Uuid uuid;
    for (const char c : number) {
        if (c == '_' && underscore_may_come) {
            underscore_may_come = false;
            continue;
        }
        const int digit = hex_digit(c);
        if (digit < 0)
            return std::nullopt;
        underscore_may_come = true;
        for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
            const int next = i + 1 < uuid.bytes.size() ? uuid.bytes[i + 1] >> 4 : digit;
            uuid.bytes[i] = static_cast<std::uint8_t>(uuid.bytes[i] << 4 | next);
        }
    }
    if (number.empty() || number.ends_with('_') || !underscore_may_come)
        return std::nullopt;
    return uuid;
}

} // namespace costrel::inline v1::encoding
