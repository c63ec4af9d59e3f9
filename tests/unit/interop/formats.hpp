#pragma once

#include <costrel/session/record_format.hpp>

#include <algorithm>
#include <string>
#include <vector>

// What the tests of the formats save and open sessions with.
namespace costrel::inline v1::interop {

inline constexpr std::chrono::sys_seconds noon(std::chrono::seconds(1'700'000'000));
inline constexpr std::string_view random_text_of_tests =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

inline SessionToSave to_save(const Dict& values, std::chrono::sys_seconds now = noon)
{
    return {values, now, now, Handle{}, std::as_bytes(std::span(random_text_of_tests))};
}

inline std::string field_of(const std::vector<OutCookie>& cookies)
{
    std::string field;
    for (const OutCookie& cookie : cookies)
        field += (field.empty() ? "" : "; ") + cookie.name + '=' + cookie.value;
    return field;
}

// The Cookie field of a browser that has the session.
inline std::string saved(const SessionFormat& format, const Dict& values,
                         std::chrono::sys_seconds now = noon)
{
    return field_of(format.save(to_save(values, now)).value());
}

// What a format gives for that field; empty when it gives no session.
inline Dict reopened(const SessionFormat& format, const std::string& field,
                     std::chrono::sys_seconds now = noon)
{
    const SealedContent content = format.open(CookieField(field), now);
    return content.origin == SessionOrigin::opened ? format.read(content.content).value_or(Dict())
                                                   : Dict();
}

inline SessionOrigin origin_of(const SessionFormat& format, const std::string& field,
                               std::chrono::sys_seconds now = noon)
{
    return format.open(CookieField(field), now).origin;
}

} // namespace costrel::inline v1::interop
