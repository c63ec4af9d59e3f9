#include "session/times.hpp"

#include <algorithm>
#include <string>

namespace costrel::inline v1::session {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

[[noreturn]] void reject(std::string_view key, std::string_view sentence)
{
    throw ConfigError("costrel: " + std::string(key) + " " + std::string(sentence));
}

void check_length(std::string_view key, std::optional<seconds> length, seconds longest)
{
    if (!length)
        return;
    if (*length < seconds(0))
        reject(key, "must not be negative");
    if (*length > longest)
        reject(key, "must be at most " + std::to_string(longest.count()) + " seconds");
}

// In a store a renewal is cheap, and tells others that the session is in use.
constexpr seconds longest_unseen(60);

void check(const SessionConfig& config)
{
    constexpr seconds longest = std::chrono::days(400);
    const auto& idle = config.session_idle_timeout;
    const auto& absolute = config.session_absolute_timeout;
    const auto& renew = config.session_renew_after;
    check_length("session_idle_timeout", idle, longest);
    check_length("session_absolute_timeout", absolute, longest);
    check_length("session_renew_after", renew, longest);
    check_length("session_clock_skew", config.session_clock_skew, std::chrono::minutes(10));
    if (idle && absolute && *idle > *absolute)
        reject("session_idle_timeout", "must not be longer than session_absolute_timeout");
    if (renew && *renew > idle.value_or(config.permanent_session_lifetime))
        reject("session_renew_after", "must not be longer than session_idle_timeout");
    const seconds rotate = config.session_rotate_after;
    check_length("session_rotate_after", rotate, longest);
    check_length("session_rotate_grace", config.session_rotate_grace, std::chrono::minutes(10));
    if (rotate != seconds(0) && rotate < seconds(60))
        reject("session_rotate_after", "must be at least a minute, or 0: never");
    if (rotate != seconds(0) && config.session_rotate_grace >= rotate)
        reject("session_rotate_grace", "must be shorter than session_rotate_after");
}

} // namespace

Times::Times(const SessionConfig& config, seconds skew, std::optional<seconds> lifetime)
    : lifetime_(lifetime.value_or(config.permanent_session_lifetime)),
      idle_(config.session_idle_timeout), absolute_(config.session_absolute_timeout),
      renew_after_(config.session_renew_after.value_or(idle_limit() / 4)),
      refreshes_seldom_(config.session_renew_after.has_value()),
      touch_after_(
          config.session_renew_after.value_or(std::min<seconds>(idle_limit() / 4, longest_unseen))),
      skew_(config.session_clock_skew.value_or(skew)), rotate_after_(config.session_rotate_after),
      rotate_grace_(config.session_rotate_grace)
{
    check(config);
}

SessionOrigin Times::judge(const SealedContent& found, sys_seconds now) const noexcept
{
    if (found.active && *found.active - now > found.tolerance)
        return SessionOrigin::from_the_future;
    if (found.begins && now < *found.begins)
        return SessionOrigin::from_the_future;
    if (const auto end = absolute_end(found.created); end && now > *end)
        return SessionOrigin::expired;
    if (found.ends && now >= *found.ends)
        return SessionOrigin::expired;
    if (found.active && now - *found.active > idle_limit())
        return idle_ ? SessionOrigin::idle : SessionOrigin::expired;
    return SessionOrigin::opened;
}

std::optional<sys_seconds> Times::absolute_end(std::optional<sys_seconds> created) const noexcept
{
    if (!absolute_ || !created)
        return std::nullopt;
    return *created + *absolute_;
}

sys_seconds Times::end(sys_seconds active, std::optional<sys_seconds> created) const noexcept
{
    const sys_seconds idle_end = active + idle_limit();
    return std::min(idle_end, absolute_end(created).value_or(idle_end));
}

sys_seconds Times::cookie_expiry(sys_seconds now, std::optional<sys_seconds> created) const noexcept
{
    return std::min(end(now, created), now + lifetime_);
}

sys_seconds Times::beginning(sys_seconds earliest, sys_seconds now) const noexcept
{
    return std::min(std::max(now, earliest), now + 2 * skew_ + seconds(1));
}

sys_seconds Times::keep_ended_until(sys_seconds created, sys_seconds now,
                                    std::optional<seconds> staleness) const noexcept
{
    // Nobody who knows of the end renews it, so the last copy was made before all have heard.
    const auto unused =
        staleness ? std::optional(std::max(now + skew_, created) + idle_limit() + *staleness)
                  : std::nullopt;
    const auto end = absolute_end(created);
    if (unused && end)
        return std::min(*unused, *end + skew_);
    if (unused)
        return *unused;
    return end ? *end + skew_ : sys_seconds::max();
}

sys_seconds Times::listed_until(sys_seconds created, sys_seconds now) const noexcept
{
    const sys_seconds end = now + 2 * idle_limit();
    const auto absolute = absolute_end(created);
    return absolute ? std::min(end, *absolute) : end;
}

} // namespace costrel::inline v1::session
