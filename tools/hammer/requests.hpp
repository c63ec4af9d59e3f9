#pragma once

#include "ledger.hpp"

#include <costrel/session/interface.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace costrel::inline v1::hammer {

// The sessions of a run: some live at once, and one that ended is followed by the next of its slot,
// which is the same in each process.
class Clients {
public:
    // Makes all of them, `generations` for each that lives at once.
    Clients(const SessionInterface& sessions, std::size_t alive, std::size_t generations);

    struct Place {
        std::int32_t slot = 0;
        std::int32_t session = 0;
    };
    std::size_t alive() const noexcept { return living_.size(); }
    std::size_t all() const noexcept { return cookies_.size(); }
    Place place(std::size_t slot) const;
    const std::string& cookie(std::int32_t session) const
    {
        return cookies_[static_cast<std::size_t>(session)];
    }
    // The session has ended, or may have: the slot has another one from now on.
    void follow(const Place& ended);

private:
    mutable std::mutex mutex_;
    std::vector<std::string> cookies_;
    std::vector<std::int32_t> living_;
};

struct Load {
    std::size_t threads = 16;
    std::size_t requests = 10'240; // of all threads
    unsigned logouts = 2;          // of a hundred requests
    std::uint32_t seed = 1;
    std::size_t first_thread = 0; // its number among those of all processes
};

// Requests of many threads at once; each event is noted before the next one of the thread. Threads
// share what `interfaces` has, one after the other.
void run(const std::vector<const SessionInterface*>& interfaces, Clients& clients, const Load& load,
         const std::function<void(const Event&)>& note);

} // namespace costrel::inline v1::hammer
