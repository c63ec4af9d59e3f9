// Remembered logins: tests/conformance/remember.py is their reference.
#include "formats/remember_cookie.hpp"
#include "kinds.hpp"
#include "sealed_rows.hpp"
#include "session/opening.hpp"
#include "session/saving.hpp"
#include "session/setup.hpp"
#include "vector.hpp"

#include <costrel/json.hpp>

#include <optional>
#include <string>

namespace conformance {

namespace {

using namespace costrel;
using std::chrono::sys_seconds;

std::string_view name_of(const session::Setup& setup, detail::Remembered remembered)
{
    switch (remembered) {
    case detail::Remembered::used:
        return "used";
    case detail::Remembered::again:
        return "again";
    case detail::Remembered::over:
        return setup.tally().read().stolen > 0 ? "stolen" : "over";
    case detail::Remembered::unused:
    case detail::Remembered::none:
        break;
    }
    return "none";
}

// The cookie of that name that the response sets, as the next request will bring it.
std::string cookie_of(const SavedSession& saved, const std::string& name)
{
    for (const std::string& field : saved.set_cookies)
        if (field.starts_with(name + "="))
            return field.substr(0, field.find(';'));
    return {};
}

} // namespace

Outcome check_remember(const Dict& vector)
{
    const sys_seconds now = seconds_field(vector, "now");
    SessionConfig config = sealed_config(vector);
    config.session_keys = json_dumps(field(vector, "ring"));
    config.session_revocations = known_logins(vector);
    const session::Setup setup(config, [now] { return now; });
    const std::string& name = setup.remember()->name();

    detail::SessionContent content;
    content.accessed = true;
    session::open_cookies(setup, name + "=" + text_field(vector, "cookie"), now, content);
    Dict got{{"outcome", name_of(setup, content.remembered)}};
    const std::string next = cookie_of(session::save_cookies(setup, content, now, now), name);
    if (const auto found = setup.remember()->open(CookieField(next), now)) {
        const auto& login = found->login;
        got.update({{"user", found->user},
                    {"since", login.since.time_since_epoch().count()},
                    {"series", to_hex({reinterpret_cast<const char*>(login.series.data()),
                                       login.series.size()})},
                    {"counter", std::int64_t{login.counter}}});
    }
    return compare(json_dumps(dict_field(vector, "expect"), JsonStyle::flask),
                   json_dumps(got, JsonStyle::flask));
}

} // namespace conformance
