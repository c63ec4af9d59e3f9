#include "session/setup.hpp"

#include "formats/remembered_logins.hpp"
#include "session/config_check.hpp"
#include "session/format_check.hpp"
#include "session/keyed.hpp"
#include "session/secret_strength.hpp"
#include "session/store_url.hpp"
#include "session/user_lists.hpp"

#include <costrel/cookie.hpp>
#include <costrel/errors.hpp>
#include <costrel/session/errors.hpp>

#include <utility>

namespace costrel::inline v1::session {

namespace {

const SessionConfig& checked(const SessionConfig& config)
{
    check_session_config(config);
    require_strong_secret(config);
    check_store_and_list(config);
    return config;
}

// The configuration keeps what it holds alive by whatever pointer it was given.
template <class T>
std::shared_ptr<T> shared(const detail::Shared<T>& held)
{
    const auto owner = std::make_shared<detail::Shared<T>>(held);
    return {owner, owner->get()};
}

std::shared_ptr<const SessionFormat> configured_format(const SessionConfig& config)
{
    return config.session_format ? shared(config.session_format) : SessionFormat::flask();
}

std::shared_ptr<const RecordFormat> configured_record(const SessionConfig& config)
{
    return config.session_record ? shared(config.session_record) : RecordFormat::costrel();
}

std::chrono::sys_time<std::chrono::milliseconds> system_time()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

Setup::Setup(const SessionConfig& config, Clock clock)
    : config_(checked(config)), source_(config), store_(open_store(config.session_store)),
      users_(store_ && !config.session_record ? store_->users() : nullptr),
      unkeyed_(store_ ? nullptr : configured_format(config)),
      unkeyed_record_(store_ ? configured_record(config) : nullptr),
      merge_rules_(config.session_merge), store_timeout_(config.session_store_timeout),
      outage_(config.session_outage), has_key_(use_first_keys()),
      times_(config, store_ ? std::chrono::seconds(60) : format().clock_skew(),
             with_format([](const auto& used) { return used.traits().lifetime; })),
      revocations_(config.session_revocations), inflate_limit_(config.session_inflate_limit),
      cache_bytes_(config.session_cache_bytes), max_cookie_size_(config.max_cookie_size),
      fail_on_large_cookie_(config.fail_on_large_cookie),
      fail_on_lost_logout_(config.fail_on_lost_logout), observer_(config.session_observer),
      clock_(clock ? std::move(clock) : system_time)
{
    if (config.session_max_per_user > 0 && !users_)
        throw ConfigError("costrel: session_max_per_user needs a session_store that lists the "
                          "sessions of a user, and sessions in costrel's own records");
    if (outage_ == Outage::stale)
        stale_ = std::make_unique<StaleRecords>(config.session_stale_for);
    with_format([&](const auto& used) {
        check_traits(config, used.traits(), store_ != nullptr);
        cookies_.emplace(config, used.defaults());
        user_key_ = config.session_user_key.empty() ? used.user_key() : config.session_user_key;
        if (used.traits().framework)
            foreign_.emplace(used.traits(), user_key_, keys_);
    });
    refreshes_permanent_ =
        config.session_refresh_each_request && !store_ && format().refreshes_permanent();
    if (has_key_ && !can_save(now()))
        throw ConfigError(
            "costrel: no key of the ring may be used now: each is revoked, too old or "
            "too young. Make one with: costrel keys add FILE");
    tell_keys_warned();
    // The keys are in their formats now; nothing else is to know them.
    config_.secret_key.clear();
    config_.secret_key_fallbacks.clear();
    config_.session_keys.clear();
    if (source_.is_asked())
        poll_.emplace(source_.interval(), [this] { reload_keys(false); });
}

bool Setup::use_first_keys()
{
    const KeyRing ring = source_.first();
    use(ring);
    with_format(
        [&](const auto& used) { check_cookies(config_, used.cookie_names(), used.defaults()); });
    return !keyed().takes_ring || !ring.keys.empty();
}

void Setup::use(const KeyRing& ring) const
{
    keys_.replace(std::make_unique<const Keyed>(
                      keyed_with(ring, config_, {unkeyed_, unkeyed_record_, users_})),
                  std::chrono::steady_clock::now());
}

void Setup::reload_keys(bool whatever) const noexcept
{
    try {
        const std::scoped_lock lock(reloading_);
        const auto ring = source_.changed(whatever);
        if (!ring || *ring == keyed().ring)
            return;
        use(*ring);
        tally_.add_keys_loaded();
        tell_keys_warned();
    } catch (const std::exception& error) {
        tell_keys_failed(error.what());
    } catch (...) { // of a KeyRingSource
        tell_keys_failed("costrel: session_keys_source threw what is no std::exception");
    }
}

StoreKey Setup::user_list_key(std::string_view user) const
{
    return session::user_list_key(config_.session_application, user);
}

StoreKey Setup::remembered_key(std::string_view user) const
{
    return formats::RememberedLogins::key(config_.session_application, user);
}

void Setup::tell_id_reused() const noexcept
{
    tally_.add_reused_after_rotation();
    if (observer_)
        observer_->id_reused();
}

// The ring as it is used now, and from when on the last of its keys is worth a word.
void Setup::tell_keys_warned() const
{
    if (!keyed().takes_ring)
        return;
    last_key_.follow(keyed().windows, now());
    if (!observer_)
        return;
    for (const std::string& warning : warnings_of(keyed().ring, times_.idle_limit(), times_.skew()))
        observer_->keys_warned(warning);
}

void Setup::tell_last_key(std::chrono::sys_seconds now) const
{
    const auto last = last_day(now);
    if (observer_ && last)
        observer_->keys_warned(LastKeyWarning::sentence(*last));
}

void Setup::tell_keys_failed(std::string_view why) const noexcept
{
    tally_.add_keys_failed();
    if (observer_)
        observer_->keys_failed(why);
}

std::chrono::sys_seconds Setup::now() const
{
    return std::chrono::floor<std::chrono::seconds>(clock_());
}

SessionGauges Setup::gauges() const
{
    SessionGauges gauges;
    const std::chrono::sys_seconds time = now();
    if (const auto last = last_day(time); has_key_ && !can_save(time))
        gauges.keys_days_left = 0;
    else if (last)
        gauges.keys_days_left = std::chrono::floor<std::chrono::days>(*last - time).count();
    if (store_)
        gauges.connections = store_->connections();
    if (revocations_) {
        gauges.revocations = revocations_->size();
        gauges.staleness = revocations_->staleness();
    }
    return gauges;
}

void Setup::tell_opened(SessionOrigin origin, std::size_t key_index) const noexcept
{
    tally_.add_opened(origin, key_index);
    if (observer_)
        observer_->opened(origin, key_index);
}

void Setup::tell_list_problem() const
{
    const std::string problem = observer_ ? revocations_->problem() : std::string();
    if (!problem.empty())
        observer_->revocations_failed(problem);
}

void Setup::tell_lost_ending(std::string_view why) const
{
    constexpr std::string_view name = "costrel: "; // with which sentences begin: once is enough
    const std::string reason(why.substr(why.starts_with(name) ? name.size() : 0));
    if (observer_)
        observer_->revocations_failed("costrel: an ended session could not be written down: " +
                                      reason);
    if (fail_on_lost_logout_)
        throw StoreUnavailableError("costrel: a session was ended here, and other processes cannot "
                                    "hear of it: " +
                                    reason);
}

void Setup::tell_no_key_saves() const noexcept
{
    if (observer_)
        observer_->keys_failed("costrel: no key may be used to save sessions now: each is revoked, "
                               "too old or too young; make one with: costrel keys add FILE");
}

void Setup::tell_store_failed(std::string_view why) const noexcept
{
    if (observer_)
        observer_->store_failed(why);
}

void Setup::tell_stolen(std::string_view user) const noexcept
{
    tally_.add_stolen();
    if (observer_)
        observer_->login_stolen(user);
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

} // namespace costrel::inline v1::session
