#include "commands.hpp"
#include "sealing/key_time.hpp"
#include "session/setup.hpp"
#include "session/user_sessions.hpp"

#include <costrel/json.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/store.hpp>
#include <costrel/stores/memcached.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/sqlite.hpp>
#include <costrel/sync_wait.hpp>

#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace costrel::inline v1::command {

namespace {

constexpr std::chrono::seconds patience(10);

// The sessions of the application whose configuration the environment has.
SessionInterface stored_sessions(const std::string& url)
{
    Config config = Config::from_env("COSTREL_");
    if (!url.empty())
        config.session_store = url;
    if (!config.session_store)
        throw ConfigError("say where the sessions are kept: --store URL, or better, since a URL "
                          "may hold a password, COSTREL_SESSION_STORE in the environment");
    config.session_store_timeout = patience;
    return SessionInterface(config);
}

} // namespace

int list_stored_sessions(const std::string& url, const std::string& user)
{
    const SessionInterface sessions = stored_sessions(url);
    for (const SessionSummary& one : sync_wait(sessions.sessions_of(user)))
        std::printf("%s  since %s  last seen %s  until %s  %s\n", one.handle.c_str(),
                    sealing::key_time(one.created).c_str(),
                    sealing::key_time(one.last_seen).c_str(),
                    sealing::key_time(one.expires).c_str(), json_dumps(one.values).c_str());
    return 0;
}

int show_stored_session(const std::string& url, const std::string& user, const std::string& handle)
{
    const Handle wanted = read_handle(handle);
    const SessionInterface sessions = stored_sessions(url);
    if (!sessions.setup().users())
        throw ConfigError("this store does not list the sessions of a user");
    const auto found = sync_wait(session::stored_session_of(sessions.setup(), user, wanted));
    if (!found) {
        std::puts("the user has no such session");
        return 1;
    }
    std::printf("handle     %s\nsince      %s\nlast seen  %s\nuntil      %s\nentries    %s\n",
                found->handle.c_str(), sealing::key_time(found->created).c_str(),
                sealing::key_time(found->last_seen).c_str(),
                sealing::key_time(found->expires).c_str(), json_dumps(found->values).c_str());
    return 0;
}

int end_stored_sessions(const std::string& url, const std::string& user, const std::string& handle)
{
    const SessionInterface sessions = stored_sessions(url);
    if (handle.empty()) {
        sync_wait(sessions.end_sessions_of(user));
        std::puts("all sessions of the user ended");
        return 0;
    }
    const bool has_ended = sync_wait(sessions.end_session(user, handle));
    std::puts(has_ended ? "the session ended" : "the user has no such session");
    return has_ended ? 0 : 1;
}

int count_stored_sessions(const std::string& url)
{
    const SessionInterface sessions = stored_sessions(url);
    const auto counted = sync_wait(sessions.setup().store()->count(
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
        std::chrono::steady_clock::now() + patience * 6));
    if (!counted)
        throw std::runtime_error(counted.error().message);
    if (!*counted) {
        std::puts("this store cannot tell how many records it has");
        return 1;
    }
    std::printf("%zu records\n", **counted);
    return 0;
}

int collect_stored_sessions(const std::string& url)
{
    constexpr std::size_t at_once = 500;
    const SessionInterface sessions = stored_sessions(url);
    std::size_t all = 0;
    for (;;) {
        const auto some = sync_wait(sessions.setup().store()->collect(
            at_once, std::chrono::steady_clock::now() + patience));
        if (!some)
            throw std::runtime_error(some.error().message);
        all += *some;
        if (*some == 0)
            break;
    }
    std::printf("%zu expired sessions forgotten\n", all);
    return 0;
}

} // namespace costrel::inline v1::command
