#include "session/memory_users.hpp"

#include <algorithm>
#include <utility>

namespace costrel::session {

namespace {

// The sessions of a user, that with the earliest end first.
std::vector<std::pair<SysMillis, StoreKey>> by_end(const std::map<StoreKey, SysMillis>& ends)
{
    std::vector<std::pair<SysMillis, StoreKey>> sorted;
    for (const auto& [session, end] : ends)
        sorted.emplace_back(end, session);
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

} // namespace

UserIndex::Joined MemoryUsers::join(const StoreKey& user, const StoreKey& session, SysMillis now,
                                    SysMillis end, std::size_t cap)
{
    if (const auto known = users_.find(user); known != users_.end())
        for (const auto& [ends, listed] : by_end(known->second.ends))
            if (ends <= now && listed != session)
                remove(user, listed);
    forget(session); // a session has one user
    const auto [place, is_new] = users_.try_emplace(user);
    if (is_new)
        place->second.epoch = ++last_epoch_;
    place->second.ends[session] = end;
    owners_[session] = user;
    UserIndex::Joined joined{.epoch = place->second.epoch, .displaced = {}};
    const std::size_t most = cap == 0 ? UserIndex::most : cap;
    for (auto& [ends, listed] : by_end(place->second.ends)) {
        if (place->second.ends.size() - joined.displaced.size() <= most)
            break;
        if (listed != session)
            joined.displaced.push_back(std::move(listed));
    }
    return joined;
}

bool MemoryUsers::confirm(const StoreKey& user, const StoreKey& session, std::uint64_t epoch) const
{
    const auto known = users_.find(user);
    return known != users_.end() && known->second.epoch == epoch &&
           known->second.ends.contains(session);
}

bool MemoryUsers::leave(const StoreKey& user, const StoreKey& session)
{
    const auto owner = owners_.find(session);
    if (owner == owners_.end() || owner->second != user)
        return false;
    remove(user, session);
    return true;
}

std::vector<StoreKey> MemoryUsers::list(const StoreKey& user, SysMillis now) const
{
    std::vector<StoreKey> sessions;
    if (const auto known = users_.find(user); known != users_.end())
        for (auto& [end, session] : by_end(known->second.ends))
            if (end > now)
                sessions.push_back(std::move(session));
    std::reverse(sessions.begin(), sessions.end());
    return sessions;
}

std::vector<StoreKey> MemoryUsers::end_all(const StoreKey& user,
                                           const std::optional<StoreKey>& keep)
{
    const auto known = users_.find(user);
    if (known == users_.end())
        return {};
    known->second.epoch = ++last_epoch_;
    std::vector<StoreKey> taken;
    for (const auto& [session, end] : known->second.ends)
        if (session != keep)
            taken.push_back(session);
    for (const StoreKey& session : taken)
        remove(user, session);
    return taken;
}

void MemoryUsers::forget(const StoreKey& session)
{
    const auto owner = owners_.find(session);
    if (owner != owners_.end())
        remove(StoreKey(owner->second), session);
}

void MemoryUsers::remove(const StoreKey& user, const StoreKey& session)
{
    owners_.erase(session);
    const auto known = users_.find(user);
    known->second.ends.erase(session);
    if (known->second.ends.empty())
        users_.erase(known);
}

} // namespace costrel::session
