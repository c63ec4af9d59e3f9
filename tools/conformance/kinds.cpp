#include "kinds.hpp"

#include "framework_kinds.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace conformance {

Outcome passed()
{
    return {Outcome::Status::passed, {}, {}};
}

Outcome skipped()
{
    return {Outcome::Status::skipped, {}, {}};
}

Outcome compare(std::string want, std::string got)
{
    const bool same = want == got;
    return {same ? Outcome::Status::passed : Outcome::Status::failed, std::move(want),
            std::move(got)};
}

Checker checker_of(std::string_view kind)
{
    static constexpr std::pair<std::string_view, Checker> checkers[] = {
        {"b64", check_b64},
        {"date", check_date},
        {"dump_cookie", check_dump_cookie},
        {"dumps", check_dumps},
        {"escape", check_escape},
        {"float", check_float},
        {"flow", check_flow},
        {"loads", check_loads},
        {"parse_cookie", check_parse_cookie},
        {"password", check_password},
        {"serializer", check_serializer},
        {"sign", check_sign},
        {"tag_loads", check_tag_loads},
        {"unsign", check_unsign},
        // Of Flask-Session in a Redis.
        {"hostile_cookie", check_flask_session_cookie},
        {"record", check_flask_session_record},
        {"signer", check_flask_session_signer},
        {"value", check_flask_session_value},
        // Wycheproof's.
        {"gcm", check_gcm},
        {"hmac", check_hmac},
        // Groups of sealed sessions.
        {"birth", check_birth},
        {"expires", check_expires},
        {"keep", check_keep},
        {"keys", check_keys},
        {"open", check_open},
        {"ring", check_ring},
        {"remember", check_remember},
        {"save", check_save},
        {"seal", check_seal},
        {"xaes", check_xaes},
    };
    for (const auto& [name, checker] : checkers) {
        if (name == kind)
            return checker;
    }
    static constexpr std::string_view frameworks[] = {
        "authjs",    "cookie_rs",       "cookie_session", "django",      "django_auth",
        "django_db", "express_session", "gorilla",        "hono",        "iron",
        "laravel",   "laravel_cookie",  "phoenix",        "php_session", "play",
        "rails",     "rails_signed",    "secure_session", "starlette",
    };
    if (std::ranges::find(frameworks, kind) != std::end(frameworks))
        return check_framework;
    return web_checker_of(kind);
}

} // namespace conformance
