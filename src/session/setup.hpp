#pragma once

#include "session/cookie_template.hpp"
#include "session/session_tally.hpp"
#include "session/times.hpp"

#include <costrel/sealing/key_ring.hpp>
#include <costrel/session/clock.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session_observer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace costrel::session {

// What the configuration of an application's sessions came to. Everything in it is fixed, but for
// the counters, so any thread may use it.
class Setup {
public:
    // Throws ConfigError when the configuration cannot work.
    Setup(const SessionConfig& config, Clock clock);

    std::chrono::sys_seconds now() const;

    const SessionFormat& format() const noexcept { return *format_; }
    bool has_key() const noexcept { return has_key_; }
    const Times& times() const noexcept { return times_; }
    const CookieTemplate& cookies() const noexcept { return cookies_; }
    RevocationList* revocations() const noexcept { return revocations_.get(); }
    std::chrono::sys_seconds sessions_not_before() const noexcept
    {
        return ring_.sessions_not_before;
    }
    std::string_view user_key() const noexcept { return user_key_; }
    std::size_t inflate_limit() const noexcept { return inflate_limit_; }
    bool refreshes_permanent() const noexcept { return refreshes_permanent_; }

    // What happens is counted, and the observer is told.
    SessionTally& tally() const noexcept { return tally_; }
    void tell_opened(SessionOrigin origin, std::size_t key_index) const noexcept;
    // `name` and what it is set to do not fit a cookie: throws CookieTooLargeError when the
    // configuration asks for it. `warning` is Flask's, or empty.
    void tell_too_large(std::string_view name, std::string_view field,
                        std::string_view warning) const;
    std::string size_warning(std::string_view name, std::string_view field) const;

private:
    KeyRing ring_;
    bool has_key_ = false; // or the format needs none of the application's
    std::shared_ptr<const SessionFormat> format_;
    Times times_;
    CookieTemplate cookies_;
    detail::Shared<RevocationList> revocations_;
    std::string user_key_;
    std::size_t inflate_limit_;
    std::size_t max_cookie_size_;
    bool refreshes_permanent_;
    bool fail_on_large_cookie_;
    SessionObserver* observer_;
    Clock clock_;
    mutable SessionTally tally_;
};

} // namespace costrel::session
