#include "sealing/key_ring_check.hpp"
#include "session/production.hpp"

#include <costrel/config.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session/store.hpp>

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1 {

namespace {

using std::chrono::seconds;

[[noreturn]] void contradicted(std::string_view key, std::string_view sentence)
{
    throw ConfigError("costrel: strict_sessions() was given a configuration that contradicts it: " +
                      std::string(key) + " " + std::string(sentence));
}

// A shorter one is left as it is.
void limit(std::optional<seconds>& timeout, seconds preset, seconds longest, std::string_view key)
{
    if (!timeout)
        timeout = preset;
    if (*timeout > longest)
        contradicted(key, "must be at most " + std::to_string(longest.count()) +
                              " seconds (NIST SP 800-63B-4, AAL2)");
}

template <class C>
void set_cookie(C& config)
{
    if (!config.session_cookie_name)
        config.session_cookie_name = "__Host-session";
    if (!config.session_cookie_name->starts_with("__Host-"))
        contradicted("session_cookie_name", "must begin with __Host- (ASVS 3.3.1 and 3.3.3)");
    if (config.session_cookie_domain)
        contradicted("session_cookie_domain", "must not be set (ASVS 3.3.3)");
    config.session_cookie_secure = true;
    if (!config.session_cookie_httponly)
        contradicted("session_cookie_httponly", "must not be false (ASVS 3.3.4)");
    if (!config.session_cookie_samesite)
        config.session_cookie_samesite = "Lax";
    const std::string& samesite = *config.session_cookie_samesite;
    if (samesite != "Lax" && samesite != "Strict")
        contradicted("session_cookie_samesite", "must be Lax or Strict (ASVS 3.3.2)");
    config.session_cookie_path = "/";
    config.fail_on_large_cookie = true;
}

// Sealed sessions, and key rings, take no weak key in any case; the IDs of a store would.
void check_secret(const std::string& secret, std::string_view key)
{
    if (secret.empty())
        return;
    const std::string_view why = sealing::weakness(secret);
    if (!why.empty())
        contradicted(key, std::string(why) + " (ASVS 11.2.3)");
}

// Of the stores that are given as a URL, all of ours but memcached list the sessions of a user.
bool lists_users(const SessionStoreRef& store)
{
    if (store.store())
        return store.store().get()->users() != nullptr;
    return !store.url().starts_with("memcached:");
}

template <class C>
void check_store(const C& config)
{
    if (!lists_users(config.session_store))
        contradicted("session_store",
                     "does not list the sessions of a user, so they could not be "
                     "ended (ASVS 7.4.2 and 7.5.2): take another, or give it UserIndex");
    if (config.session_record)
        contradicted("session_record", "is another framework's, whose sessions are not listed by "
                                       "their users, so they could not be ended (ASVS 7.4.2)");
    if (config.session_outage == Outage::stale)
        contradicted("session_outage", "must not be Outage::stale, which shows sessions that have "
                                       "ended meanwhile (ASVS 7.4.1)");
    check_secret(config.secret_key, "secret_key");
    for (const std::string& secret : config.secret_key_fallbacks)
        check_secret(secret, "a key of secret_key_fallbacks");
}

// A store ends sessions itself, and keeps what they hold.
template <class C>
void set_ends(C& config)
{
    if (config.session_store)
        return check_store(config);
    if (!config.session_revocations) {
        if (is_production())
            contradicted("session_revocations",
                         "is not set, so a copy of a cookie would live on after a logout (ASVS "
                         "7.4.1): give it file_revocations(), or a session_store");
        config.session_revocations = local_revocations();
    }
    if (!config.session_revocations->max_staleness())
        contradicted("session_revocations",
                     "believes sessions however long it has not heard of others: set "
                     "ReplicaOptions::refuse_when_stale (ASVS 7.4.1)");
    config.fail_on_lost_logout = true;
    if (!config.session_format)
        config.session_format = SessionFormat::sealed();
    config.session_compression = false;
}

template <class C>
C strict(C config)
{
    set_cookie(config);
    set_ends(config);
    limit(config.session_idle_timeout, std::chrono::minutes(30), std::chrono::hours(1),
          "session_idle_timeout");
    limit(config.session_absolute_timeout, std::chrono::hours(12), std::chrono::hours(24),
          "session_absolute_timeout");
    config.require_strong_secret = true;
    config.protect_csrf = true;
    return config;
}

} // namespace

SessionConfig strict_sessions(SessionConfig base)
{
    return strict(std::move(base));
}

Config strict_sessions(Config base)
{
    return strict(std::move(base));
}

} // namespace costrel::inline v1
