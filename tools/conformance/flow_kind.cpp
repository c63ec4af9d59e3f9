#include "flow_config.hpp"
#include "flow_operations.hpp"
#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/cookie.hpp>
#include <costrel/json.hpp>
#include <costrel/session_interface.hpp>
#include <costrel/tagged_json.hpp>

#include <algorithm>

// "flow": a whole request. A cookie header goes in, operations are done on the session, and what is
// sent back is compared.
namespace conformance {

namespace {

using costrel::Dict;
using costrel::List;
using costrel::SecureCookieSessionInterface;
using costrel::Session;
using costrel::SessionOrigin;
using costrel::Value;

struct Flow {
    Dict got;
    SessionOrigin origin = SessionOrigin::none;
};

Flow run(const Dict& vector, const SecureCookieSessionInterface& sessions,
         std::string_view cookie_header)
{
    const auto now = time_of(vector);
    // Twice: looking at the entries, which the vector wants to know, opens a session that the
    // operations may have left alone.
    Session session = sessions.open_session(cookie_header, now);
    Session watched = sessions.open_session(cookie_header, now);
    List results;
    for (const Value& operation : list_field(vector, "ops")) {
        (void)do_operation(session, *operation.as<List>());
        results.push_back(do_operation(watched, *operation.as<List>()));
    }
    Flow flow;
    flow.origin = watched.origin();
    const auto saved = sessions.save_session(session, now);
    flow.got["set_cookie"] = saved.set_cookie.empty() ? List{} : List{saved.set_cookie};
    flow.got["vary"] = saved.vary_cookie ? Value("Cookie") : Value();
    flow.got["results"] = std::move(results);
    flow.got["session"] = costrel::TaggedJSONSerializer::dumps(watched.items());
    flow.got["warnings"] = saved.warning.empty() ? List{} : List{saved.warning};
    return flow;
}

std::string text_of(const Dict& dict)
{
    return costrel::json::dumps(dict, costrel::json::Style{.sort_keys = true});
}

// Whether a cookie's value is spelled as Flask would spell it: payload.time.signature in canonical
// base64url, a dot before a compressed payload.
bool is_canonical(std::string_view value)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (value.starts_with('.'))
        value.remove_prefix(1);
    int parts = 0;
    while (true) {
        const std::string_view part = value.substr(0, value.find('.'));
        if (part.find_first_not_of(alphabet) != part.npos || part.size() % 4 == 1)
            return false;
        const std::size_t last = part.empty() ? 0 : alphabet.find(part.back());
        if ((part.size() % 4 == 2 && last % 16 != 0) || (part.size() % 4 == 3 && last % 4 != 0))
            return false;
        ++parts;
        if (part.size() == value.size())
            return parts == 3;
        value.remove_prefix(part.size() + 1);
    }
}

std::string cookie_value(std::string_view header, const std::string& name)
{
    std::string buffer;
    return std::string(costrel::find_cookie(header, name, buffer).value_or(""));
}

bool has_operation(const Dict& vector, std::string_view name)
{
    const List& operations = list_field(vector, "ops");
    return std::any_of(operations.begin(), operations.end(), [&](const Value& operation) {
        return *operation.as<List>()->front().as<std::string>() == name;
    });
}

} // namespace

Outcome check_flow(const Dict& vector)
{
    const costrel::Config config = flow_config(dict_field(vector, "config"));
    if (is_refused_at_start(config)) {
        try {
            const SecureCookieSessionInterface sessions(config);
        } catch (const costrel::ConfigError&) {
            return passed();
        }
        return compare("the configuration is refused", "it is accepted");
    }
    const SecureCookieSessionInterface sessions(config);
    const Value* header = optional_field(vector, "cookie_header");
    const std::string cookie_header = header ? latin1(*header->as<std::string>()) : std::string();
    const Flow flow = run(vector, sessions, cookie_header);

    // Rule: a session cookie must be spelled in canonical base64url; another one is as good as
    // none. So is a good one with a payload that cannot be read, where Flask answers 500.
    const bool ours_alone =
        flow.origin == SessionOrigin::unreadable ||
        (flow.origin == SessionOrigin::bad_signature &&
         !is_canonical(cookie_value(cookie_header, config.session_cookie_name)));
    if (ours_alone)
        return compare(text_of(run(vector, sessions, "").got), text_of(flow.got));

    Dict want = dict_field(vector, "expect");
    (void)want.pop("status"); // the application's, not the session's
    Dict got = flow.got;
    // Rule: "|=" on a session without a key is refused like every other change; Flask forgot it.
    if (flow.origin == SessionOrigin::no_key && has_operation(vector, "ior")) {
        for (const char* field : {"results", "session"}) {
            (void)want.pop(field);
            (void)got.pop(field);
        }
    }
    return compare(text_of(want), text_of(got));
}

} // namespace conformance
