#include "session/setup.hpp"

#include "session/config_check.hpp"
#include "session/secret_strength.hpp"

#include <costrel/cookie.hpp>
#include <costrel/errors.hpp>

#include <utility>

namespace costrel::session {

namespace {

const SessionConfig& checked(const SessionConfig& config)
{
    check_session_config(config);
    require_strong_secret(config);
    if (config.session_store || config.session_record)
        throw ConfigError("costrel: session_store and session_record are not there yet: leave them "
                          "out, and sessions live in their cookies");
    return config;
}

// The keys of the configuration have no dates; the last one signs.
KeyRing ring_of(const SessionConfig& config)
{
    KeyRing ring;
    for (const std::string& key : config.secret_key_fallbacks)
        ring.keys.push_back({.secret = key});
    if (config.secret_key.empty())
        return {};
    ring.keys.push_back({.secret = config.secret_key});
    return ring;
}

// The configuration keeps its format alive by whatever pointer it was given.
std::shared_ptr<const SessionFormat> configured_format(const SessionConfig& config)
{
    if (!config.session_format)
        return SessionFormat::flask();
    const auto owner = std::make_shared<detail::Shared<const SessionFormat>>(config.session_format);
    return {owner, owner->get()};
}

// The format with the keys of the ring, where it takes any; `has_key` says whether it can work.
std::shared_ptr<const SessionFormat> format_of(const SessionConfig& config, const KeyRing& ring,
                                               bool& has_key)
{
    auto format = configured_format(config);
    auto keyed = format->with_keys(ring, config);
    has_key = !keyed || !ring.keys.empty();
    if (keyed)
        format = std::move(keyed);
    check_cookies(config, format->cookie_names(), format->defaults());
    return format;
}

std::chrono::sys_time<std::chrono::milliseconds> system_time()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

Setup::Setup(const SessionConfig& config, Clock clock)
    : ring_(ring_of(checked(config))), format_(format_of(config, ring_, has_key_)), times_(config),
      cookies_(config, format_->defaults()), revocations_(config.session_revocations),
      user_key_(config.session_user_key.empty() ? format_->user_key() : config.session_user_key),
      inflate_limit_(config.session_inflate_limit), max_cookie_size_(config.max_cookie_size),
      refreshes_permanent_(config.session_refresh_each_request && format_->refreshes_permanent()),
      fail_on_large_cookie_(config.fail_on_large_cookie), observer_(config.session_observer),
      clock_(clock ? std::move(clock) : system_time)
{
}

std::chrono::sys_seconds Setup::now() const
{
    return std::chrono::floor<std::chrono::seconds>(clock_());
}

void Setup::tell_opened(SessionOrigin origin, std::size_t key_index) const noexcept
{
    tally_.add_opened(origin, key_index);
    if (observer_)
        observer_->opened(origin, key_index);
}

std::string Setup::size_warning(std::string_view name, std::string_view field) const
{
    return cookie_size_warning(name, field, max_cookie_size_);
}

void Setup::tell_too_large(std::string_view name, std::string_view field,
                           std::string_view warning) const
{
    tally_.add_too_large();
    std::string sentence(warning);
    if (sentence.empty()) // max_cookie_size was raised
        sentence = cookie_size_warning(name, field, longest_cookie);
    if (observer_)
        observer_->too_large(sentence);
    if (fail_on_large_cookie_)
        throw CookieTooLargeError("costrel: the session does not fit a cookie; keep less in it. " +
                                  sentence);
}

} // namespace costrel::session
