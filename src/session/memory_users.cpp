#include "session/memory_users.hpp"

namespace costrel::inline v1::session {

UserIndex::Joined MemoryUsers::join(const StoreKey& user, const StoreKey& session, SysMillis now,
                                    SysMillis end, std::size_t cap)
{
    if (const auto known = users_.find(user); known != users_.end()) {
        // Before the last of them goes, and the user with it, `known` is not looked at again.
        std::size_t left = known->second.places.size();
        for (auto place = known->second.places.begin(); left > 0 && place->first <= now; --left) {
            const auto expired = sessions_.find((place++)->second);
            if (expired->first != session)
                remove(expired);
        }
    }
    const auto listed = sessions_.find(session);
    if (listed != sessions_.end() && listed->second.user->first != user) // it has one user
        remove(listed);
    const auto [known, is_new] = users_.try_emplace(user);
    if (is_new)
        known->second.epoch = ++last_epoch_;
    try {
        put(known, session, end);
    } catch (...) {
        if (known->second.places.empty())
            users_.erase(known);
        throw;
    }
    UserIndex::Joined joined{.epoch = known->second.epoch, .displaced = {}};
    const std::size_t most = cap == 0 ? UserIndex::most : cap;
    for (const auto& [ends, other] : known->second.places) {
        if (known->second.places.size() - joined.displaced.size() <= most)
            break;
        if (other != session)
            joined.displaced.push_back(other);
    }
    return joined;
}

// Lists the session, or moves its end.
void MemoryUsers::put(Users::iterator user, const StoreKey& session, SysMillis end)
{
    Places& places = user->second.places;
    const auto [place, is_new] = places.emplace(end, session);
    if (!is_new)
        return;
    try {
        const auto [listed, is_first] = sessions_.try_emplace(session, Listed{user, place});
        if (!is_first)
            places.erase(std::exchange(listed->second.place, place));
    } catch (...) {
        places.erase(place);
        throw;
    }
}

bool MemoryUsers::confirm(const StoreKey& user, const StoreKey& session, std::uint64_t epoch) const
{
    const auto listed = sessions_.find(session);
    return listed != sessions_.end() && listed->second.user->first == user &&
           listed->second.user->second.epoch == epoch;
}

bool MemoryUsers::leave(const StoreKey& user, const StoreKey& session)
{
    const auto listed = sessions_.find(session);
    if (listed == sessions_.end() || listed->second.user->first != user)
        return false;
    remove(listed);
    return true;
}

std::vector<StoreKey> MemoryUsers::list(const StoreKey& user, SysMillis now) const
{
    std::vector<StoreKey> found;
    const auto known = users_.find(user);
    if (known == users_.end())
        return found;
    const Places& places = known->second.places;
    for (auto place = places.rbegin(); place != places.rend() && place->first > now; ++place)
        found.push_back(place->second);
    return found;
}

std::vector<StoreKey> MemoryUsers::end_all(const StoreKey& user,
                                           const std::optional<StoreKey>& keep)
{
    const auto known = users_.find(user);
    if (known == users_.end())
        return {};
    std::vector<StoreKey> taken;
    for (const auto& [end, session] : known->second.places)
        if (session != keep)
            taken.push_back(session);
    known->second.epoch = ++last_epoch_;
    for (const StoreKey& session : taken)
        remove(sessions_.find(session));
    return taken;
}

void MemoryUsers::forget(const StoreKey& session) noexcept
{
    if (const auto listed = sessions_.find(session); listed != sessions_.end())
        remove(listed);
}

void MemoryUsers::remove(Sessions::iterator session) noexcept
{
    const Users::iterator user = session->second.user;
    user->second.places.erase(session->second.place);
    sessions_.erase(session);
    if (user->second.places.empty())
        users_.erase(user);
}

} // namespace costrel::inline v1::session
