#include "session/keyed.hpp"

#include "session/ended.hpp"

#include <costrel/config_error.hpp>
#include <costrel/session/revocation.hpp>

#include <string>
#include <utility>

namespace costrel::inline v1::session {

namespace {

// Remembered logins need somebody who knows after a restart, too, which of their cookies were used:
// a list, or a store, which has none of them when it has forgotten all.
std::shared_ptr<const formats::RememberCookie> remember_cookie(const SessionConfig& config,
                                                               const KeyRing& ring,
                                                               const std::string& session_name,
                                                               const UserIndex* users)
{
    const bool has_list =
        config.session_revocations && config.session_revocations->survives_restarts();
    if ((!has_list && !users) || ring.keys.empty())
        return nullptr;
    try {
        return std::make_shared<const formats::RememberCookie>(ring, config, session_name);
    } catch (const ConfigError&) {
        return nullptr; // a weak key, which signs and does not seal: login_user() says so when
                        // asked
    }
}

// Both of costrel's formats, until session_accept_other_until.
std::shared_ptr<const SessionFormat> cookies_before(const SessionConfig& config,
                                                    const KeyRing& ring)
{
    if (!config.session_store || !config.session_accept_other_until || ring.keys.empty())
        return nullptr;
    try {
        return SessionFormat::flask()->with_keys(ring, config);
    } catch (const ConfigError&) { // a weak key, which signed and sealed nothing
        SessionConfig signed_only = config;
        signed_only.session_accept_other_until.reset();
        if (!config.session_accept_other_name.empty())
            signed_only.session_cookie_name = config.session_accept_other_name;
        return SessionFormat::flask()->with_keys(ring, signed_only);
    }
}

} // namespace

Keyed keyed_with(const KeyRing& ring, const SessionConfig& config, const Unkeyed& unkeyed)
{
    auto format = unkeyed.format ? unkeyed.format->with_keys(ring, config) : nullptr;
    auto record = unkeyed.record ? unkeyed.record->with_keys(ring, config) : nullptr;
    const bool takes_ring = format || record;
    if (!takes_ring) {
        format = unkeyed.format;
        record = unkeyed.record;
    }
    const std::string name =
        format ? format->cookie_names().front() : record->cookie_names().front();
    // The end of all sessions of a user has to find the remembered logins under the same name.
    const bool is_login_entry =
        config.session_user_key.empty() || config.session_user_key == login_entry;
    auto remember = remember_cookie(config, ring, name, is_login_entry ? unkeyed.users : nullptr);
    auto rotated = unkeyed.record && !config.session_record
                       ? std::make_shared<const formats::RotatedIds>(ring, config)
                       : nullptr;
    return {sealing::KeyWindows(ring, std::chrono::seconds(0)),
            ring.sessions_not_before,
            std::move(format),
            std::move(record),
            takes_ring,
            std::move(remember),
            std::move(rotated),
            ring,
            cookies_before(config, ring)};
}

} // namespace costrel::inline v1::session
