#include "encoding/base64.hpp"
#include "interop/erlang_term.hpp"
#include "interop/foreign_json.hpp"
#include "interop/gob.hpp"
#include "interop/percent_coding.hpp"
#include "signing/zlib.hpp"
#include "site.hpp"

#include <algorithm>
#include <array>

namespace costrel::inline v1::command {

namespace {

using interop::JsonReading;
using interop::read_json_value;

constexpr std::size_t inflate_limit = 1024 * 1024;

std::string decoded(std::string_view text)
{
    std::string bytes;
    encoding::base64url_decode(text, bytes); // either alphabet, padded or not
    return bytes;
}

// The part before the first, or the last, of `separator`.
std::string_view before(std::string_view text, char separator)
{
    return text.substr(0, text.find(separator));
}
std::string_view before_last(std::string_view text, char separator)
{
    const std::size_t end = text.rfind(separator);
    return text.substr(0, end == text.npos ? 0 : end);
}
// The part between the first and the second one.
std::string_view second_part(std::string_view text, char separator)
{
    const std::size_t first = text.find(separator);
    return first == text.npos ? std::string_view() : before(text.substr(first + 1), separator);
}

std::optional<Value> value_of(std::optional<Dict> dict)
{
    return dict ? std::optional<Value>(*std::move(dict)) : std::nullopt;
}

std::optional<Value> django(std::string_view text)
{
    const std::string_view payload = before(text, ':');
    const bool compressed = payload.starts_with('.');
    std::string bytes = decoded(payload.substr(compressed ? 1 : 0));
    std::string inflated;
    if (compressed &&
        signing::inflate_zlib(bytes, inflate_limit, inflated) == signing::InflateStatus::ok)
        bytes = inflated;
    return read_json_value(interop::latin1_to_utf8(bytes), JsonReading::python);
}

std::optional<Value> gorilla(std::string_view text)
{
    const std::string data = decoded(text);
    const std::string payload = decoded(second_part(data, '|'));
    if (auto dict = interop::read_gob(payload))
        return value_of(std::move(dict));
    return read_json_value(payload, JsonReading::go);
}

std::optional<Value> signed_text(std::string_view text)
{
    if (const auto json = read_json_value(text, JsonReading::javascript))
        return json;
    return text.empty() ? std::nullopt : std::optional<Value>(text);
}

// The signed jar of the crate: 44 characters of a MAC, then the text.
std::optional<Value> cookie_crate(std::string_view text)
{
    constexpr std::size_t mac = 44;
    const std::string decoded_text = interop::uri_text(text);
    if (decoded_text.size() < mac || decoded_text[mac - 1] != '=')
        return std::nullopt;
    return signed_text(std::string_view(decoded_text).substr(mac));
}

struct Reader {
    std::string_view format;
    std::optional<Value> (*read)(std::string_view text);
};

constexpr Reader readers[] = {
    {"cookie-crate", cookie_crate},
    {"cookie-session",
     [](std::string_view text) { return read_json_value(decoded(text), JsonReading::javascript); }},
    {"django", django},
    {"gorilla", gorilla},
    {"hono",
     [](std::string_view text) { return signed_text(before_last(interop::uri_text(text), '.')); }},
    {"phoenix",
     [](std::string_view text) {
         return value_of(interop::read_erlang_map(decoded(second_part(text, '.'))));
     }},
    {"play",
     [](std::string_view text) -> std::optional<Value> {
         const auto claims =
             interop::read_json_object(decoded(second_part(text, '.')), JsonReading::javascript);
         const Value* const data = claims ? claims->find("data") : nullptr;
         return data ? std::optional(*data) : std::nullopt;
     }},
    {"rails-signed",
     [](std::string_view text) {
         const std::string plain = interop::uri_text(text);
         return read_json_value(decoded(before_last(before_last(plain, '-'), '-')),
                                JsonReading::ruby);
     }},
    {"starlette",
     [](std::string_view text) {
         return read_json_value(decoded(before(text, '.')), JsonReading::python);
     }},
};

} // namespace

std::optional<Value> unsigned_content(const std::string& format, std::string_view value)
{
    const auto* const reader = std::ranges::find(readers, format, &Reader::format);
    return reader == std::end(readers) ? std::nullopt : reader->read(value);
}

} // namespace costrel::inline v1::command
