#include "app/doctor.hpp"

#include "app/telemetry/log_text.hpp"
#include "app/temporary_folder.hpp"
#include "app/unknown_variables.hpp"
#include "net/connection_limit.hpp"
#include "session/production.hpp"
#include "session/setup.hpp"

#include <costrel/session/store.hpp>
#include <costrel/sync_wait.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <unistd.h>

namespace costrel::inline v1 {

namespace {

using FindingKind = Finding::Kind;

// What is found about one thing after the other.
class Findings {
public:
    explicit Findings(std::vector<Finding>& all) : all_(&all) {}

    void begin(std::string_view about)
    {
        if (about == about_)
            return;
        end();
        about_ = about;
        before_ = all_->size();
    }
    // Where nothing was found, that is good.
    void end()
    {
        if (!about_.empty() && all_->size() == before_)
            add(FindingKind::good, "");
        about_.clear();
    }
    void advise(bool holds, std::string_view what)
    {
        if (holds)
            add(FindingKind::advice, what);
    }
    void complain(bool holds, std::string_view what)
    {
        if (holds)
            add(FindingKind::wrong, what);
    }
    void complain_of(std::string_view what) { add(FindingKind::wrong, what); }

private:
    void add(FindingKind kind, std::string_view what)
    {
        constexpr std::string_view name = "costrel: "; // with which sentences begin
        what.remove_prefix(what.starts_with(name) ? name.size() : 0);
        all_->push_back({kind, about_, std::string(what)});
    }

    std::vector<Finding>* all_;
    std::string about_{};
    std::size_t before_ = 0;
};

bool has_key(const Config& config)
{
    return !config.secret_key.empty() || !config.session_keys.empty() ||
           !config.session_keys_file.empty() || config.session_keys_source;
}

// What a sentence is about that names the setting first.
std::string_view subject_of(std::string_view sentence)
{
    if (sentence.starts_with("costrel: session_cookie_"))
        return "cookie";
    return sentence.starts_with("costrel: session_store") ? "store" : "keys";
}

void examine_cookie(Findings& found, const Config& config)
{
    found.begin("cookie");
    const std::string_view name =
        config.session_cookie_name ? *config.session_cookie_name : std::string_view();
    found.advise(!config.session_cookie_secure,
                 "session_cookie_secure is off: browsers send the session over http, too");
    found.complain(!config.session_cookie_httponly,
                   "session_cookie_httponly is off: a script of the page reads the session");
    found.advise(!config.session_cookie_samesite,
                 "session_cookie_samesite is not set: what browsers then do differs; set Lax");
    found.advise(config.session_cookie_domain.has_value(),
                 "session_cookie_domain is set: every subdomain gets the session, and may set it");
    found.advise(config.session_cookie_secure && !name.starts_with("__Host-") &&
                     !config.session_cookie_domain,
                 "session_cookie_name does not begin with __Host-, so a subdomain can plant a "
                 "session");
    found.advise(!config.session_store && !config.session_revocations && !config.session_format,
                 "a logout makes only the browser forget the cookie; session_store or "
                 "session_revocations end every copy");
}

void examine_sessions(Findings& found, const Config& config, const RouteTable& routes)
{
    found.begin("keys");
    const bool uses_session = routes.uses_session();
    found.complain(uses_session && !has_key(config) && !config.session_format &&
                       !config.session_record,
                   "there is no key, so no session can be changed: set COSTREL_SECRET_KEY to what "
                   "`costrel secret` prints");
    if (const std::string weak = weak_secret_warning(config); !weak.empty())
        found.complain_of(weak);
    try {
        const session::Setup sessions(config, {});
        constexpr std::int64_t soon = 7;
        const auto days = sessions.gauges().keys_days_left;
        found.advise(days && *days <= soon,
                     "the last key ends within a week: make another with `costrel keys add FILE`");
        if (uses_session)
            examine_cookie(found, config);
        if (SessionStore* const store = sessions.store(); store && !store->is_immediate()) {
            found.begin("store");
            const auto reply = sync_wait(store->load(
                sessions.record_format().key(std::string(32, '0')), sessions.deadline()));
            constexpr std::size_t longest = 500;
            if (!reply)
                found.complain_of("it cannot be used now: " +
                                  readable(reply.error().message, longest));
            found.advise(store->is_cache(),
                         "it is a cache: it may forget a session at any time, and forgets all of "
                         "them when it restarts; their users log in again then");
        }
    } catch (const ConfigError& error) {
        found.begin(subject_of(error.what()));
        found.complain_of(error.what());
    }
}

void examine_routes(Findings& found, const Config& config, const RouteTable& routes)
{
    found.begin("csrf");
    bool takes_forms = false;
    for (std::size_t i = 0; i < routes.size(); ++i)
        takes_forms = takes_forms || (routes[i].methods.has(POST) &&
                                      routes[i].session_use != detail::SessionUse::none);
    found.advise(takes_forms && !config.protect_csrf && !routes.checks_csrf(),
                 "routes take POST with the session, and nothing keeps other sites from sending "
                 "it: call csrf_protect(app)");
    found.begin("debug");
    found.complain(config.debug && is_production(),
                   "debug is on, and COSTREL_ENV is production: it does not start");
    found.advise(config.debug && !is_production(),
                 "debug is on: pages of errors show what is in the program");
    found.advise(!is_production(), "COSTREL_ENV is not production: keys that can be guessed are "
                                   "taken with a warning");
}

void examine_surroundings(Findings& found, const Config& config, const RunOptions& options)
{
    const ProxyFix& proxy = config.proxy_fix;
    const bool is_proxied =
        proxy.x_for + proxy.x_proto + proxy.x_host + proxy.x_port + proxy.x_prefix > 0;
    found.begin("hosts");
    found.advise(config.trusted_hosts.empty(),
                 "trusted_hosts is empty: request.host, and links that are made of it, are what "
                 "the client sent");
    found.begin("proxy");
    found.advise(is_proxied && options.bind.empty() && options.host != "127.0.0.1" &&
                     options.host != "::1" && options.host != "localhost",
                 "proxy_fix believes X-Forwarded fields, and it listens on " + options.host +
                     ": nobody may reach it except through the proxy");
    found.advise(is_proxied && proxy.x_proto == 0,
                 "proxy_fix does not read X-Forwarded-Proto, so request.scheme is that of the "
                 "proxy's connection");
    found.advise(config.session_cookie_secure && !is_proxied && options.cert.empty(),
                 "the session's cookie is Secure, and this server speaks http without a proxy "
                 "that is believed: browsers drop it");
    found.begin("limits");
    const std::size_t connections = net::affordable_connections(config.limits.max_connections);
    found.advise(connections < config.limits.max_connections,
                 "the limit on open files allows " + std::to_string(connections) +
                     " connections of limits.max_connections " +
                     std::to_string(config.limits.max_connections) + ": raise LimitNOFILE");
    found.advise(config.max_content_length > config.max_temporary_bytes,
                 "max_content_length is more than max_temporary_bytes, so the largest bodies are "
                 "a 503");
    try {
        (void)temporary_folder(config);
    } catch (const ConfigError& error) {
        found.complain_of(error.what());
    }
    found.begin("environment");
    for (const std::string& sentence : unknown_variables(::environ))
        found.complain_of(sentence);
}

} // namespace

std::vector<Finding> examine(const Config& config, const RouteTable& routes,
                             const RunOptions& options)
{
    std::vector<Finding> all;
    Findings found(all);
    examine_sessions(found, config, routes);
    examine_routes(found, config, routes);
    examine_surroundings(found, config, options);
    found.end();
    return all;
}

std::string text_of(const std::vector<Finding>& findings)
{
    std::string text;
    for (const Finding& one : findings) {
        constexpr std::string_view kinds[] = {"good    ", "advice  ", "WRONG   "};
        constexpr std::size_t width = 13;
        text += kinds[static_cast<std::size_t>(one.kind)];
        text += one.about;
        if (!one.what.empty())
            text.append(width - std::min(width, one.about.size()), ' ').append(one.what);
        text += '\n';
    }
    return text;
}

} // namespace costrel::inline v1
