#include "session/ended_sessions.hpp"

#include "session/listed_name.hpp"
#include "signing/random.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <span>

namespace costrel::inline v1::session {

using std::chrono::sys_seconds;

namespace {

// An entry of a remembered login is needed for no longer: 30 days, and what clocks differ by.
constexpr std::chrono::seconds remembered_for = std::chrono::days(31);
constexpr std::uint32_t latest = std::numeric_limits<std::uint32_t>::max(); // in the year 2106

std::int64_t count_of(sys_seconds time) noexcept
{
    return time.time_since_epoch().count();
}

std::uint32_t seconds_of(sys_seconds time) noexcept
{
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(count_of(time), 0, latest));
}

std::array<std::uint64_t, 2> random_key()
{
    std::array<unsigned char, sizeof(std::array<std::uint64_t, 2>)> bytes;
    signing::fill_random(bytes);
    std::array<std::uint64_t, 2> key;
    std::memcpy(key.data(), bytes.data(), bytes.size());
    return key;
}

} // namespace

EndedSessions::EndedSessions(std::size_t max_entries)
    : sessions_(max_entries), users_(max_entries), series_(max_entries), hash_key_(random_key())
{
}

// A long name is the same user as what stands for it in a line.
Handle EndedSessions::handle_of(std::string_view user) const
{
    const std::uint64_t hash = user.size() > longest_listed_name
                                   ? siphash(hash_key_, hashed_name(user))
                                   : siphash(hash_key_, user);
    Handle handle{};
    std::memcpy(handle.data() + sizeof hash, &hash, sizeof hash);
    return handle;
}

std::int64_t EndedSessions::everybody_until() const noexcept
{
    return std::max({everybody_.load(std::memory_order_acquire), sessions_.lost_until(),
                     users_.lost_until(), series_.lost_until()});
}

std::optional<std::int64_t> EndedSessions::user_until(std::string_view user) const noexcept
try {
    const auto entry = users_.find(handle_of(user));
    return entry ? std::int64_t{entry->created} : -1;
} catch (const std::exception&) {
    return std::nullopt;
}

bool EndedSessions::has_ended(const SessionFacts& facts, sys_seconds now) const noexcept
{
    if (told_.load(std::memory_order_relaxed) != count_of(now))
        told_.store(count_of(now), std::memory_order_relaxed);
    if (facts.handle) {
        if (const auto entry = sessions_.find(*facts.handle); entry && entry->from <= count_of(now))
            return true;
    }
    if (facts.user) {
        const auto ended = user_until(*facts.user);
        if (!ended || count_of(facts.created) <= *ended)
            return true;
    }
    // Last: what a full table drops is in this number before it is gone from the table.
    return count_of(facts.created) <= everybody_until();
}

sys_seconds EndedSessions::earliest_birth(std::string_view user, sys_seconds now) const noexcept
{
    std::int64_t ended = everybody_until();
    if (!user.empty())
        ended = std::max(ended, user_until(user).value_or(-1));
    return std::max(now, sys_seconds(std::chrono::seconds(ended + 1)));
}

// An entry keeps the least `from` and the greatest `until`: so the highest counter stands in the
// one as its distance to the greatest number, and the second of it in the other.
std::optional<RememberedUse> EndedSessions::last_use(const Handle& series) const noexcept
{
    const auto entry = series_.find(series);
    if (!entry)
        return std::nullopt;
    return RememberedUse{latest - entry->from,
                         sys_seconds(std::chrono::seconds(entry->until)) - remembered_for};
}

void EndedSessions::use(const Handle& series, sys_seconds since, const RememberedUse& use)
{
    const std::scoped_lock lock(writing_);
    series_.add(series,
                {.from = latest - use.counter,
                 .until = seconds_of(use.second + remembered_for),
                 .created = seconds_of(since)},
                time_to_forget());
}

std::uint32_t EndedSessions::time_to_forget() noexcept
{
    const std::int64_t told = told_.load(std::memory_order_relaxed);
    if (told == 0)
        return 0;
    return seconds_of(
        time_.least(sys_seconds(std::chrono::seconds(told)), std::chrono::steady_clock::now()));
}

void EndedSessions::end_session(const Handle& handle, sys_seconds created, sys_seconds from,
                                sys_seconds until)
{
    const std::scoped_lock lock(writing_);
    sessions_.add(
        handle,
        {.from = seconds_of(from), .until = seconds_of(until), .created = seconds_of(created)},
        time_to_forget());
}

void EndedSessions::end_user(std::string_view user, sys_seconds second)
{
    const std::scoped_lock lock(writing_);
    // How long it is needed depends on timeouts that the list does not know: it is kept until the
    // table is full.
    users_.add(handle_of(user), {.from = 0, .until = latest, .created = seconds_of(second)},
               time_to_forget());
}

void EndedSessions::end_all(sys_seconds second) noexcept
{
    std::int64_t before = everybody_.load(std::memory_order_relaxed);
    while (before < count_of(second) &&
           !everybody_.compare_exchange_weak(before, count_of(second), std::memory_order_acq_rel)) {
    }
}

} // namespace costrel::inline v1::session
