#include "app/serving.hpp"

#include "app/debug_page.hpp"
#include "app/telemetry/log_text.hpp"
#include "app/unknown_variables.hpp"
#include "log/log.hpp"
#include "session/setup.hpp"

#include <costrel/session/store.hpp>
#include <costrel/sync_wait.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <limits>
#include <new>
#include <string>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1 {

int log_start_fault() noexcept
{
    try {
        throw;
    } catch (const ConfigError& error) {
        log::critical({error.what()});
    } catch (const std::bad_alloc&) {
        log::critical({"costrel: the application cannot start: there is no memory"});
    } catch (const std::exception& error) {
        log::critical({"costrel: the application cannot start: ", error.what()});
    } catch (...) {
        log::critical({"costrel: the application cannot start: something that is no "
                       "std::exception was thrown"});
    }
    log::flush();
    return 1;
}

void log_warnings(const Config& config, const RouteTable& routes)
{
    for (const std::string& warning : {weak_secret_warning(config), debug_warning(config)})
        if (!warning.empty())
            log::warning({warning});
    // Another framework's format has keys of its own.
    const bool has_keys = !config.secret_key.empty() || !config.session_keys.empty() ||
                          !config.session_keys_file.empty() || config.session_keys_source ||
                          config.session_record;
    if (!has_keys && !config.session_format && routes.uses_session())
        log::warning(
            {"costrel: there is no secret key, so what changes the session or is protected "
             "by csrf_protect() fails; set COSTREL_SECRET_KEY to what the command "
             "'costrel secret' prints"});
}

void log_session_warnings(const Config& config, const session::Setup& sessions,
                          const RouteTable& routes, bool plain)
{
    const session::Foreign* const foreign = sessions.foreign();
    if (foreign && routes.checks_csrf() && !foreign->signs_tokens(sessions.now()))
        log::warning(
            {"costrel: csrf_protect() checks where a request comes from, and no token: the "
             "session is ",
             foreign->framework(), "'s, and a token for it ",
             foreign->user_key().empty()
                 ? "is bound to the entry that names the user: say which in "
                   "session_user_key"
                 : "is signed with secret_key: set COSTREL_SECRET_KEY to what the command "
                   "'costrel secret' prints"});
    constexpr std::int64_t soon = 7;
    if (const auto days = sessions.gauges().keys_days_left; days && *days <= soon)
        log::warning({"costrel: the last key of sessions is good for ", *days,
                      " more days, and nobody can save a session after that: make another with "
                      "'costrel keys add FILE'"});
    if (config.debug && plain && config.session_cookie_secure)
        log::warning({"costrel: the session's cookie is Secure and this server speaks http: on "
                      "http://localhost some browsers drop it, and elsewhere all do, so nobody "
                      "stays logged in; serve https with COSTREL_RUN_CERT, or try it with "
                      "session_cookie_secure off"});
}

void log_store_problem(const session::Setup& sessions)
{
    SessionStore* const store = sessions.store();
    if (!store || store->is_immediate())
        return;
    const auto found = sync_wait(
        store->load(sessions.record_format().key(std::string(32, '0')), sessions.deadline()));
    constexpr std::size_t longest = 500;
    if (!found)
        log::error({"costrel: the store of sessions cannot be used now: ",
                    readable(found.error().message, longest),
                    "; the application starts, and what needs a session is a 503 until it can"});
}

void log_unknown_variables()
{
    for (const std::string& sentence : unknown_variables(::environ))
        log::warning({sentence});
}

net::ServerOptions server_options(const Config& config, const RunOptions& options)
{
    net::ServerOptions server;
    server.host = options.host;
    server.port = options.port;
    server.bind = options.bind;
    server.tls = {options.cert, options.key};
    for (const CertificateFiles& files : options.more_certs)
        server.more_tls.push_back({files.cert, files.key});
    server.threads = options.threads > 0 ? options.threads : std::thread::hardware_concurrency();
    server.limits = config.limits;
    server.max_body = std::numeric_limits<std::size_t>::max(); // the application says, by route
    server.on_listening = [](const std::string& address) {
        std::printf("Running on %s (press CTRL+C to quit)\n", address.c_str());
        std::fflush(stdout);
    };
    return server;
}

} // namespace costrel::inline v1
