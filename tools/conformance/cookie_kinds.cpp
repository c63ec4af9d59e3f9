#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/cookie.hpp>
#include <costrel/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace conformance {

using namespace costrel;

namespace {

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
}

// What find_cookie() gives for each name.
List found_one_by_one(std::string_view header, const List& names)
{
    List found;
    std::string buffer;
    for (const Value& name : names) {
        const auto value = find_cookie(header, *name.as<std::string>(), buffer);
        found.push_back(value ? Value(*value) : Value());
    }
    return found;
}

} // namespace

Outcome check_parse_cookie(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    const std::string& header = text_field(vector, "header");
    const std::string bytes = latin1(header);
    List cookies, names, first;
    for (const Cookie& cookie : parse_cookie(bytes)) {
        cookies.push_back(List{cookie.name, cookie.value});
        const Value name(cookie.name);
        if (is_ascii(cookie.value) && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
            first.push_back(cookie.value);
        }
    }

    // costrel has the reading of `request.cookies`. That of `werkzeug.http.parse_cookie`, in
    // "http", takes the field as UTF-8 and must be the same for ASCII.
    if (bytes == header) {
        const Outcome outcome = compare(json_dumps(field(expect, "http")), json_dumps(cookies));
        if (outcome.status == Outcome::Status::failed)
            return outcome;
        // find_cookie() gives bytes, not text: it is the same for ASCII.
        const Outcome found =
            compare(json_dumps(first), json_dumps(found_one_by_one(bytes, names)));
        if (found.status == Outcome::Status::failed)
            return found;
    }
    return compare(json_dumps(field(expect, "request")), json_dumps(cookies));
}

namespace {

std::optional<std::string> text_argument(const Dict& arguments, std::string_view name)
{
    const Value* value = optional_field(arguments, name);
    return value ? std::optional(*value->as<std::string>()) : std::nullopt;
}

CookieOptions options_of(const Dict& arguments)
{
    CookieOptions options;
    if (arguments.contains("path"))
        options.path = text_argument(arguments, "path");
    options.domain = text_argument(arguments, "domain");
    options.samesite = text_argument(arguments, "samesite");
    if (arguments.contains("max_age"))
        options.max_age = std::chrono::seconds(integer_field(arguments, "max_age"));
    if (arguments.contains("expires"))
        options.expires =
            std::chrono::sys_seconds(std::chrono::seconds(integer_field(arguments, "expires")));
    options.secure = flag(arguments, "secure");
    options.httponly = flag(arguments, "httponly");
    options.partitioned = flag(arguments, "partitioned");
    if (arguments.contains("sync_expires"))
        options.sync_expires = flag(arguments, "sync_expires");
    return options;
}

} // namespace

Outcome check_dump_cookie(const Dict& vector)
{
    const Dict& arguments = dict_field(vector, "args");
    const Dict& expect = dict_field(vector, "expect");
    // An expiry is a moment in costrel; Python also takes any text for it.
    if (const Value* expires = optional_field(arguments, "expires");
        expires && expires->as<std::string>())
        return skipped();
    const std::string& name = text_field(vector, "key");
    const CookieOptions options = options_of(arguments);
    const std::chrono::sys_seconds now(std::chrono::seconds(integer_field(vector, "timestamp")));

    std::string want = "refused";
    if (text_field(expect, "outcome") == "ok") {
        want = latin1(text_field(expect, "header"));
        for (const Value& warning : list_field(expect, "warnings"))
            want += '\n' + *warning.as<std::string>();
    }
    // costrel asks for the xn-- form of an international domain instead of making it.
    if (options.domain && !is_ascii(*options.domain))
        want = "refused";

    std::string got = "refused";
    try {
        const auto limit = arguments.contains("max_size")
                               ? static_cast<std::size_t>(integer_field(arguments, "max_size"))
                               : 4093;
        got = dump_cookie(name, text_field(vector, "value"), options, now);
        const std::string warning = cookie_size_warning(name, got, limit);
        if (!warning.empty())
            got += '\n' + warning;
    } catch (const std::invalid_argument&) {
    }
    return compare(std::move(want), std::move(got));
}

} // namespace conformance
