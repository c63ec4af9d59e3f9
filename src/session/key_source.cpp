#include "session/key_source.hpp"

#include "sealing/key_file.hpp"
#include "sealing/key_ring_check.hpp"

#include <costrel/config_error.hpp>
#include <costrel/sealing/key_ring_source.hpp>

namespace costrel::inline v1::session {

namespace {

// The keys of the configuration have no dates; the last one signs.
KeyRing undated_ring(const SessionConfig& config)
{
    KeyRing ring;
    if (config.secret_key.empty())
        return ring;
    for (const std::string& key : config.secret_key_fallbacks)
        ring.keys.push_back({.secret = key});
    ring.keys.push_back({.secret = config.secret_key});
    return ring;
}

void require_one_source(const SessionConfig& config)
{
    const int sources =
        (config.secret_key.empty() ? 0 : 1) + (config.session_keys.empty() ? 0 : 1) +
        (config.session_keys_file.empty() ? 0 : 1) + (config.session_keys_source ? 1 : 0);
    if (sources > 1)
        throw ConfigError("costrel: of secret_key, session_keys, session_keys_file and "
                          "session_keys_source only one can be set: they all give the keys");
    if (config.session_keys_interval < std::chrono::seconds(0))
        throw ConfigError("costrel: session_keys_interval must not be negative");
}

} // namespace

KeySource::KeySource(const SessionConfig& config)
    : path_(config.session_keys_file), asked_(config.session_keys_source),
      interval_(config.session_keys_interval)
{
    require_one_source(config);
    if (path_.empty() && !asked_)
        fixed_ = config.session_keys.empty() ? undated_ring(config)
                                             : KeyRing::parse(config.session_keys);
}

// A ring that somebody made is as sound as one that was parsed, or it is rejected.
KeyRing KeySource::ask() const
{
    KeyRing ring = asked_->load();
    sealing::require_sound(ring);
    return ring;
}

KeyRing KeySource::first()
{
    if (asked_)
        return ask();
    if (path_.empty())
        return std::move(fixed_);
    sealing::KeyFile file = sealing::read_key_file(path_);
    seen_ = file.stamp;
    next_look_ = (std::chrono::steady_clock::now() + interval_).time_since_epoch().count();
    return std::move(file.ring);
}

bool KeySource::is_interval_over(std::chrono::steady_clock::time_point now) noexcept
{
    auto next = next_look_.load(std::memory_order_relaxed);
    if (now.time_since_epoch().count() < next)
        return false;
    return next_look_.compare_exchange_strong(next, (now + interval_).time_since_epoch().count());
}

std::optional<KeyRing> KeySource::changed(bool whatever)
{
    if (asked_)
        return ask();
    if (path_.empty())
        return std::nullopt;
    const std::scoped_lock lock(looking_);
    const sealing::FileStamp stamp = sealing::file_stamp(path_);
    if (!whatever && stamp == seen_)
        return std::nullopt;
    seen_ = stamp;
    sealing::KeyFile file = sealing::read_key_file(path_);
    seen_ = file.stamp;
    return std::move(file.ring);
}

} // namespace costrel::inline v1::session
