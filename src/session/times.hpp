#pragma once

#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/origin.hpp>

#include <chrono>
#include <optional>

namespace costrel::inline v1::session {

// How long a session lasts. Pure: every time is a parameter.
class Times {
public:
    // Throws ConfigError when the timeouts contradict each other.
    // `skew` is what the clocks of one site differ by where the configuration does not say so, and
    // `lifetime` how long another framework's sessions last, instead of
    // permanent_session_lifetime.
    explicit Times(const SessionConfig& config,
                   std::chrono::seconds skew = std::chrono::seconds(60),
                   std::optional<std::chrono::seconds> lifetime = std::nullopt);

    // `opened`, or why a session with these times is over: made in the future, past the end that
    // it names itself or that an absolute timeout gives it, or unused for too long. An age of
    // exactly a limit is good, as in Flask.
    SessionOrigin judge(const SealedContent& found, std::chrono::sys_seconds now) const noexcept;

    // When a session ends if it is not used after `active`.
    std::chrono::sys_seconds end(std::chrono::sys_seconds active,
                                 std::optional<std::chrono::sys_seconds> created) const noexcept;
    // When the cookie of a permanent one that is sent at `now` expires: its end, and not later than
    // permanent_session_lifetime.
    std::chrono::sys_seconds
    cookie_expiry(std::chrono::sys_seconds now,
                  std::optional<std::chrono::sys_seconds> created) const noexcept;
    // When a session ends however much it is used; nothing: never.
    std::optional<std::chrono::sys_seconds>
    absolute_end(std::optional<std::chrono::sys_seconds> created) const noexcept;
    // Whether one that was last sent at `active` is to be sent again when it is used at `now`.
    bool is_renewal_due(std::chrono::sys_seconds active,
                        std::chrono::sys_seconds now) const noexcept
    {
        return idle_ && now - active >= renew_after_;
    }
    // Whether a session in a store that was last renewed at `active` is to be renewed when it is
    // used at `now`.
    bool is_touch_due(std::chrono::sys_seconds active, std::chrono::sys_seconds now) const noexcept
    {
        return now - active >= touch_after_;
    }
    // Whether session_rotate_after is set.
    bool rotates() const noexcept { return rotate_after_.count() > 0; }
    // Whether a session in a store that began at `created`, was last renewed at `active`, and is
    // used at `now` is due for another ID: a whole number of session_rotate_after has passed since
    // its beginning, and nobody has written it after that.
    bool is_rotation_due(std::chrono::sys_seconds created, std::chrono::sys_seconds active,
                         std::chrono::sys_seconds now) const noexcept
    {
        return rotates() && now > active &&
               (now - created) / rotate_after_ != (active - created) / rotate_after_;
    }
    // Until when a session in a store that began at `created`, and is used at `now`, is listed
    // among those of its user: at least as long as it can live before it is listed again. That is
    // due when a whole number of idle limits has passed since its beginning, and nobody has written
    // it after that.
    std::chrono::sys_seconds listed_until(std::chrono::sys_seconds created,
                                          std::chrono::sys_seconds now) const noexcept;
    bool is_listing_due(std::chrono::sys_seconds created, std::chrono::sys_seconds active,
                        std::chrono::sys_seconds now) const noexcept
    {
        const std::chrono::seconds idle = idle_limit();
        return idle.count() > 0 && now > active &&
               (now - created) / idle != (active - created) / idle;
    }
    std::chrono::seconds rotate_grace() const noexcept { return rotate_grace_; }

    // When a session was last used that ends at `end` unless it is used again.
    std::chrono::sys_seconds last_use(std::chrono::sys_seconds end) const noexcept
    {
        return end - idle_limit();
    }

    // Whether a permanent one that was last sent at `active` is to be sent again at `now`: with
    // each response, as in Flask, or as seldom as session_renew_after says.
    bool is_refresh_due(std::optional<std::chrono::sys_seconds> active,
                        std::chrono::sys_seconds now) const noexcept
    {
        return !refreshes_seldom_ || !active || now - *active >= renew_after_;
    }

    // When a session that begins now begins: not before `earliest`, which a list of ended sessions
    // gave, and not so late that it would be from the future.
    std::chrono::sys_seconds beginning(std::chrono::sys_seconds earliest,
                                       std::chrono::sys_seconds now) const noexcept;

    std::chrono::seconds skew() const noexcept { return skew_; }
    // For how long a session lives that nobody uses.
    std::chrono::seconds idle_limit() const noexcept { return idle_.value_or(lifetime_); }

    // Until when a list has to know that a session was ended at `now`: by then every copy of its
    // cookie is dead by itself. `staleness`: how long a process may not know of the end, if that
    // has a bound.
    std::chrono::sys_seconds
    keep_ended_until(std::chrono::sys_seconds created, std::chrono::sys_seconds now,
                     std::optional<std::chrono::seconds> staleness) const noexcept;

private:
    std::chrono::seconds lifetime_;
    std::optional<std::chrono::seconds> idle_;
    std::optional<std::chrono::seconds> absolute_;
    std::chrono::seconds renew_after_;
    bool refreshes_seldom_;
    std::chrono::seconds touch_after_;
    std::chrono::seconds skew_; // of the clocks of one site
    std::chrono::seconds rotate_after_;
    std::chrono::seconds rotate_grace_;
};

} // namespace costrel::inline v1::session
