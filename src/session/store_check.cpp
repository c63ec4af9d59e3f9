#include "session/config_check.hpp"

#include <costrel/session/revocation.hpp>
#include <costrel/session/store.hpp>

#include <chrono>

namespace costrel::inline v1::session {

namespace {

void check_rotation_and_outage(const SessionConfig& config)
{
    using std::chrono::seconds;
    const bool rotates = config.session_rotate_after != seconds(0);
    if (!config.session_store && (rotates || config.session_outage != Outage::fail))
        throw ConfigError("costrel: session_rotate_after and session_outage are for sessions in a "
                          "store, but session_store is not set");
    if (config.session_record && rotates)
        throw ConfigError("costrel: session_rotate_after needs costrel's own records: those of "
                          "session_record cannot say where a session went");
    if (config.session_stale_for < seconds(0) ||
        (config.session_outage == Outage::stale) != (config.session_stale_for > seconds(0)))
        throw ConfigError("costrel: session_stale_for says how old a session may be that "
                          "Outage::stale shows: set both, or neither");
}

} // namespace

void check_store_and_list(const SessionConfig& config)
{
    if (config.session_format && config.session_store)
        throw ConfigError("costrel: session_format says how a session stands in its cookies, but "
                          "with session_store it stands in the store: leave one of them out");
    if (config.session_record && !config.session_store)
        throw ConfigError("costrel: session_record says how a session stands in a store, but "
                          "session_store is not set");
    if (config.session_record && config.session_accept_other_until)
        throw ConfigError("costrel: session_accept_other_until takes sessions from costrel's own "
                          "cookies into costrel's own records, but session_record is another "
                          "framework's: leave one of them out");
    if (config.session_store_timeout <= std::chrono::milliseconds(0))
        throw ConfigError("costrel: session_store_timeout must be more than 0");
    check_rotation_and_outage(config);
    if (config.session_revocations && config.session_store && !config.session_accept_other_until)
        throw ConfigError("costrel: session_revocations is for sessions that live in cookies, and "
                          "the store of session_store knows itself which have ended: leave one "
                          "of them out, or set session_accept_other_until while sessions move "
                          "from their cookies into the store");
    if (config.session_revocations && !config.session_revocations->max_staleness() &&
        !config.session_absolute_timeout)
        throw ConfigError("costrel: session_revocations believes sessions however long it has not "
                          "heard of others, so their endings would have to be kept for ever: set "
                          "session_absolute_timeout");
}

} // namespace costrel::inline v1::session
