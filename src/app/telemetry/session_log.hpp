#pragma once

#include <costrel/session_observer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1 {

// Writes into the log what an operator has to know of an application's sessions, and tells the
// application's own observer. A trouble that lasts is one line a minute; an outage of the store, in
// which requests fail, one a second.
class SessionLog final : public SessionObserver {
public:
    explicit SessionLog(SessionObserver* next) noexcept : next_(next) {}

    void opened(SessionOrigin origin, std::size_t key_index) noexcept override;
    void too_large(std::string_view warning) noexcept override;
    void keys_failed(std::string_view why) noexcept override;
    void keys_warned(std::string_view what) noexcept override;
    void revocations_failed(std::string_view why) noexcept override;
    void store_failed(std::string_view why) noexcept override;
    void login_stolen(std::string_view user) noexcept override;
    void id_reused() noexcept override;

private:
    // The steady clock's minute, or second, of the last line of one kind.
    using Time = std::atomic<std::int64_t>;

    SessionObserver* next_;
    Time keys_{-1};
    Time revocations_{-1};
    Time stolen_{-1};
    Time reused_{-1};
    Time store_second_{-1};
    std::atomic<std::uint64_t> store_failures_{0}; // since the last line
};

} // namespace costrel::inline v1
