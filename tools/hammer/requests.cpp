#include "requests.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/exchange.hpp>

#include <random>
#include <thread>

namespace costrel::inline v1::hammer {

namespace {

std::string cookie_of(SessionExchange& exchange)
{
    std::string cookie = exchange.finish().set_cookies[0];
    cookie.resize(cookie.find(';'));
    return cookie;
}

void make(const Change& change, Session& session)
{
    switch (change.kind) {
    case Kind::count:
        session.add("views");
        break;
    case Kind::append:
        session["log"].append(change.tag());
        break;
    case Kind::set:
        session[change.name()] = std::int64_t{change.number};
        break;
    case Kind::set_within:
        session["within"][change.name()] = std::int64_t{change.number};
        break;
    case Kind::take_out:
        session.erase(change.name());
        break;
    case Kind::log_out:
        session.clear();
        break;
    }
}

State request(const SessionInterface& sessions, const std::string& cookie, const Change& change)
try {
    SessionExchange exchange(sessions);
    exchange.borrow_cookie_field(cookie);
    Session& session = exchange.session();
    if (session.origin() != SessionOrigin::opened) // another one logged out
        return State::dropped;
    make(change, session);
    return exchange.finish().ended_meanwhile ? State::dropped : State::acknowledged;
} catch (const StoreUnavailableError&) {
    return State::in_doubt;
}

} // namespace

Clients::Clients(const SessionInterface& sessions, std::size_t alive, std::size_t generations)
{
    for (std::size_t i = 0; i < alive * generations; ++i) {
        SessionExchange exchange(sessions);
        exchange.session()["views"] = 0;
        exchange.session()["log"] = List{};
        exchange.session()["within"] = Dict{};
        cookies_.push_back(cookie_of(exchange));
    }
    for (std::size_t i = 0; i < alive; ++i)
        living_.push_back(static_cast<std::int32_t>(i));
}

Clients::Place Clients::place(std::size_t slot) const
{
    const std::lock_guard lock(mutex_);
    return {static_cast<std::int32_t>(slot), living_[slot]};
}

void Clients::follow(const Place& ended)
{
    const std::lock_guard lock(mutex_);
    std::int32_t& living = living_[static_cast<std::size_t>(ended.slot)];
    const std::size_t next = static_cast<std::size_t>(ended.session) + living_.size();
    if (living == ended.session && next < cookies_.size())
        living = static_cast<std::int32_t>(next);
}

void run(const std::vector<const SessionInterface*>& interfaces, Clients& clients, const Load& load,
         const std::function<void(const Event&)>& note)
{
    std::vector<std::jthread> threads;
    for (std::size_t thread = load.first_thread; thread < load.first_thread + load.threads;
         ++thread)
        threads.emplace_back([&, thread] {
            const SessionInterface& sessions = *interfaces[thread % interfaces.size()];
            std::mt19937 random(load.seed * 7'919 + static_cast<std::uint32_t>(thread));
            const auto below = [&](std::size_t end) { return random() % end; };
            for (std::size_t i = 0; i < load.requests / load.threads; ++i) {
                const Clients::Place place = clients.place(below(clients.alive()));
                const bool logs_out = below(100) < load.logouts;
                const Change change{
                    .kind = logs_out ? Kind::log_out : static_cast<Kind>(below(5)),
                    .session = place.session,
                    .slot = place.slot,
                    .thread = static_cast<std::int32_t>(thread),
                    .number = static_cast<std::int32_t>(load.seed * 1'000'000 + i),
                    .entry = static_cast<std::int32_t>(below(3)),
                };
                note({State::begun, change});
                const State state = request(sessions, clients.cookie(place.session), change);
                note({state, change});
                if (logs_out || state == State::dropped) // by another one, then
                    clients.follow(place);
            }
        });
}

} // namespace costrel::inline v1::hammer
