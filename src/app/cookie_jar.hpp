#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

// Where a request goes, as far as cookies care.
struct CookieTarget {
    std::string_view host; // without a port
    std::string_view path; // without the query
    bool secure = false;   // over https
};

// A browser's cookies, after RFC 6265bis section 5: which are kept, and which are sent where.
class CookieJar {
public:
    using Time = std::chrono::sys_seconds;

    // Keeps, replaces or deletes a cookie as the Set-Cookie value of a response says. What a
    // browser would not keep is dropped.
    void store(std::string_view set_cookie, const CookieTarget& from, Time now);
    // A cookie for that host and every path, as if it had come from there.
    void set(std::string_view name, std::string_view value, std::string_view host, Time now);
    void remove(std::string_view name);

    // The value of the Cookie field for a request; empty when none is sent.
    std::string header(const CookieTarget& to, Time now) const;
    // The value of the first cookie of that name that is still alive.
    std::optional<std::string> value(std::string_view name, Time now) const;

private:
    struct Cookie {
        std::string name;
        std::string value;
        std::string domain;
        std::string path = "/";
        std::optional<Time> expires; // nothing: until the browser closes
        bool host_only = true;
        bool secure_only = false;
        std::uint64_t created = 0; // the order in which they were first stored
    };

    static bool matches(const Cookie& cookie, const CookieTarget& to);
    static bool keeps_its_promise(const Cookie& cookie, bool has_path);
    void put(Cookie cookie, Time now);

    std::vector<Cookie> cookies_;
    std::uint64_t stored_ = 0;
};

} // namespace costrel::inline v1
