#include "killed.hpp"

#include <stdexcept>

namespace costrel::inline v1::hammer {

namespace {

constexpr std::size_t kills = 5;

} // namespace

void run_killed(const std::function<SessionConfig()>& config, Clients& clients, Load load,
                Ledger& ledger)
{
    load.requests /= kills + 1;
    for (std::size_t round = 0; round <= kills; ++round, ++load.seed) {
        Processes one(4'096);
        one.start(config, clients, load);
        std::size_t acknowledged = 0;
        while (const auto event = one.next()) {
            ledger.note(*event);
            // The next process is a copy of this one, and begins with what lives by then.
            if (event->change.kind == Kind::log_out && event->state != State::dropped)
                clients.follow({event->change.slot, event->change.session});
            acknowledged += event->state == State::acknowledged ? 1 : 0;
            if (round < kills && acknowledged == load.requests / 2)
                one.kill();
        }
        if (one.wait() != (round < kills ? 1 : 0))
            throw std::runtime_error("a process ended otherwise than it was to");
        ledger.give_up_what_has_begun();
    }
}

} // namespace costrel::inline v1::hammer
