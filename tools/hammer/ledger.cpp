#include "ledger.hpp"

#include <algorithm>

namespace costrel::inline v1::hammer {

Count& Count::operator+=(const Count& other) noexcept
{
    lost += other.lost;
    doubled += other.doubled;
    resurrected += other.resurrected;
    return *this;
}

void Ledger::note(const Event& event)
{
    const std::lock_guard lock(mutex_);
    if (event.state == State::begun) {
        begun_[event.change.thread] = event.change;
        return;
    }
    begun_.erase(event.change.thread);
    if (event.state == State::dropped)
        return;
    const bool acknowledged = event.state == State::acknowledged;
    ++(acknowledged ? acknowledged_ : in_doubt_);
    apply(event.change, acknowledged);
}

void Ledger::give_up_what_has_begun()
{
    const std::lock_guard lock(mutex_);
    for (const auto& [thread, change] : begun_) {
        ++in_doubt_;
        apply(change, false);
    }
    begun_.clear();
}

void Ledger::apply(const Change& change, bool acknowledged)
{
    Account& account = sessions_.at(static_cast<std::size_t>(change.session));
    const auto put = [&](Entry& entry, std::int64_t value) {
        if (acknowledged)
            entry.allowed = {value};
        else
            entry.allowed.push_back(value);
    };
    switch (change.kind) {
    case Kind::count:
        ++(acknowledged ? account.views : account.views_in_doubt);
        break;
    case Kind::append:
        account.tags[change.tag()] = acknowledged;
        break;
    case Kind::set:
        put(account.entries[change.name()], change.number);
        break;
    case Kind::set_within:
        put(account.within[change.name()], change.number);
        break;
    case Kind::take_out:
        put(account.entries[change.name()], absent);
        break;
    case Kind::log_out:
        (acknowledged ? account.has_ended : account.may_have_ended) = true;
        break;
    }
}

std::int64_t Ledger::acknowledged() const
{
    const std::lock_guard lock(mutex_);
    return acknowledged_;
}

std::int64_t Ledger::in_doubt() const
{
    const std::lock_guard lock(mutex_);
    return in_doubt_;
}

Count Ledger::compare(std::size_t number, const Session& session, bool may_be_forgotten) const
{
    const std::lock_guard lock(mutex_);
    const Account& account = sessions_.at(number);
    const bool is_there = session.origin() == SessionOrigin::opened;
    if (account.has_ended)
        return {.resurrected = is_there ? 1 : 0};
    if (!is_there)
        return {.lost = account.may_have_ended || may_be_forgotten ? 0 : 1};
    Count count;
    const auto views = session.get<std::int64_t>("views", 0);
    count.lost += std::max<std::int64_t>(0, account.views - views);
    count.doubled += std::max<std::int64_t>(0, views - account.views - account.views_in_doubt);
    std::map<std::string, int> found;
    const auto log = session.find<List>("log");
    if (log)
        for (const Value& tag : *log)
            ++found[tag.as<std::string>() ? *tag.as<std::string>() : ""];
    for (const auto& [tag, acknowledged] : account.tags) {
        const int times = found[tag];
        count.lost += acknowledged && times == 0 ? 1 : 0;
        count.doubled += times > 1 ? 1 : 0;
    }
    const auto compare_entries = [&](const std::map<std::string, Entry>& entries,
                                     const Dict& dict) {
        for (const auto& [name, entry] : entries) {
            const Value* const value = dict.find(name);
            const std::int64_t* const there = value ? value->as<std::int64_t>() : nullptr;
            const std::int64_t is = there ? *there : absent;
            if (std::find(entry.allowed.begin(), entry.allowed.end(), is) == entry.allowed.end())
                ++count.lost;
        }
    };
    compare_entries(account.entries, session.items());
    if (const auto within = session.find<Dict>("within"))
        compare_entries(account.within, *within);
    return count;
}

} // namespace costrel::inline v1::hammer
