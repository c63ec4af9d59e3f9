#include "cookie_spelling.hpp"
#include "flow_config.hpp"
#include "flow_operations.hpp"
#include "kinds.hpp"
#include "vector.hpp"

#include <costrel/cookie.hpp>
#include <costrel/json.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/tagged_json.hpp>

#include <algorithm>
#include <stdexcept>

// "flow": a whole request. A cookie header goes in, operations are done on the session, and what is
// sent back is compared.
namespace conformance {

namespace {

using costrel::Dict;
using costrel::List;
using costrel::SavedSession;
using costrel::Session;
using costrel::SessionExchange;
using costrel::SessionInterface;
using costrel::SessionOrigin;
using costrel::Value;

struct Flow {
    Dict got;
    SessionOrigin origin = SessionOrigin::none;
};

Flow run(const Dict& vector, const SessionInterface& sessions, std::string_view cookie_header)
{
    const auto now = time_of(vector);
    // Twice: looking at the entries, which the vector wants to know, opens a session that the
    // operations may have left alone.
    SessionExchange exchange(sessions, now);
    exchange.borrow_cookie_field(cookie_header);
    Session& session = exchange.session();
    SessionExchange watched_exchange(sessions, now);
    watched_exchange.borrow_cookie_field(cookie_header);
    Session& watched = watched_exchange.session();
    List results;
    for (const Value& operation : list_field(vector, "ops")) {
        (void)do_operation(session, *operation.as<List>());
        results.push_back(do_operation(watched, *operation.as<List>()));
    }
    Flow flow;
    flow.origin = watched.origin();
    const SavedSession saved = exchange.finish();
    List fields;
    for (const std::string& field : saved.set_cookies)
        fields.emplace_back(field);
    flow.got["set_cookie"] = std::move(fields);
    flow.got["vary"] = saved.vary_cookie ? Value("Cookie") : Value();
    flow.got["results"] = std::move(results);
    flow.got["session"] = costrel::TaggedJSONSerializer::dumps(watched.items());
    flow.got["warnings"] = saved.warning.empty() ? List{} : List{saved.warning};
    return flow;
}

std::string text_of(const Dict& dict)
{
    return costrel::json_dumps(dict, costrel::JsonStyle{.sort_keys = true});
}

std::string cookie_value(std::string_view header, const std::string& name)
{
    std::string buffer;
    return std::string(costrel::find_cookie(header, name, buffer).value_or(""));
}

std::ptrdiff_t count_operations(const Dict& vector, std::string_view name)
{
    const List& operations = list_field(vector, "ops");
    return std::count_if(operations.begin(), operations.end(), [&](const Value& operation) {
        return *operation.as<List>()->front().as<std::string>() == name;
    });
}

// Rules, of docs/flask-compatibility.md: a session cookie must be spelled as Flask spells it and be
// of bounded length; another one is as good as none. So is a good one that cannot be read, where
// Flask answers 500 before the handler comes to its operations, or that is a list of pairs whose
// keys are no text.
bool is_none_for_costrel_alone(const Dict& vector, const costrel::Config& config,
                               SessionOrigin origin, std::string_view cookie)
{
    switch (origin) {
    case SessionOrigin::unreadable:
        return !is_canonical(cookie) || flag(vector, "python_only") ||
               field(dict_field(vector, "expect"), "results").is_null();
    case SessionOrigin::bad_signature:
        return !is_canonical(cookie);
    case SessionOrigin::too_large:
        return cookie.size() > config.session_max_cookie_in;
    default:
        return false;
    }
}

} // namespace

Outcome check_flow(const Dict& vector)
{
    if (optional_field(vector, "step"))
        return check_flask_session_flow(vector);
    const costrel::Config config = flow_config(dict_field(vector, "config"));
    if (is_refused_at_start(config)) {
        try {
            const SessionInterface sessions(config);
        } catch (const costrel::ConfigError&) {
            return passed();
        }
        return compare("the configuration is refused", "it is accepted");
    }
    const SessionInterface sessions(config);
    const Value* header = optional_field(vector, "cookie_header");
    const std::string cookie_header = header ? latin1(*header->as<std::string>()) : std::string();
    Flow flow;
    try {
        flow = run(vector, sessions, cookie_header);
    } catch (const std::invalid_argument& error) {
        // A session that cannot be written: one with a date that GMT puts into the year 10000.
        const Dict& expect = dict_field(vector, "expect");
        const bool unwritten =
            integer_field(expect, "status") == 500 && field(expect, "session").is_null();
        return unwritten ? passed() : compare("a session that can be written", error.what());
    }

    const std::string cookie =
        cookie_value(cookie_header, config.session_cookie_name.value_or("session"));
    if (is_none_for_costrel_alone(vector, config, flow.origin, cookie))
        return compare(text_of(run(vector, sessions, "").got), text_of(flow.got));

    Dict want = dict_field(vector, "expect");
    (void)want.pop("status"); // the application's, not the session's
    Dict got = flow.got;
    // Rule: "|=" on a session without a key is refused like every other change; Flask forgot it.
    if (flow.origin == SessionOrigin::no_key && count_operations(vector, "ior") > 0) {
        for (const char* field : {"results", "session"}) {
            (void)want.pop(field);
            (void)got.pop(field);
        }
    }
    // Rule: every use of the session adds Vary, reading the flash messages once more included;
    // Flask has kept those, so it does not take back an accessed = False.
    const bool again =
        count_operations(vector, "accessed") > 0 && count_operations(vector, "flashes") > 1;
    if (again && !field(got, "vary").is_null())
        want["vary"] = "Cookie";
    return compare(text_of(want), text_of(got));
}

} // namespace conformance
