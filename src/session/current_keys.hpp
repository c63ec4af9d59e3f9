#pragma once

#include "formats/remember_cookie.hpp"
#include "formats/rotated_ids.hpp"
#include "sealing/key_windows.hpp"

#include <costrel/sealing/key_ring.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/record_format.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

namespace costrel::inline v1::session {

// The keys of an application, and the format with them.
struct Keyed {
    sealing::KeyWindows windows; // for saving, which knows no skew
    std::chrono::sys_seconds sessions_not_before;
    std::shared_ptr<const SessionFormat> format;             // without a store
    std::shared_ptr<const RecordFormat> record_format;       // with one
    bool takes_ring;                                         // or it has keys of its own
    std::shared_ptr<const formats::RememberCookie> remember; // where logins can be remembered
    std::shared_ptr<const formats::RotatedIds> rotated_ids;  // of our own records in a store
    KeyRing ring;
    std::shared_ptr<const SessionFormat> before{}; // of cookies that go into the store, or none
};

// Those that are used now. Any thread reads them, for the price of one load, while another replaces
// them. A reference is good for one call: it is not kept while a request waits.
class CurrentKeys {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // After the first replace().
    const Keyed& read() const noexcept { return *current_.load(std::memory_order_acquire); }

    // Those before are kept for calls that are within them: at least an hour, and the last sixteen
    // of them, so that neither a thread that sleeps nor a host that does is taken by surprise; but
    // not for ever, because a source may give other keys each minute.
    void replace(std::unique_ptr<const Keyed> keys, TimePoint now);

    std::size_t kept() const; // how many there are, with the current ones

private:
    struct Kept {
        std::unique_ptr<const Keyed> keys;
        TimePoint since;
    };

    std::atomic<const Keyed*> current_{nullptr};
    mutable std::mutex replacing_;
    std::deque<Kept> all_; // the oldest first
};

} // namespace costrel::inline v1::session
