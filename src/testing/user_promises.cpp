#include "testing/store_promises.hpp"
#include "testing/tested_store.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace costrel::inline v1 {

namespace {

using namespace std::chrono_literals;

using Open = const StoreFactory&;
using Options = const StoreTestOptions&;
using Keys = std::vector<StoreKey>;

constexpr int user_rounds = 10;

SysMillis later(std::chrono::milliseconds time = 1h)
{
    return now() + time;
}

Keys sorted(Keys keys)
{
    std::sort(keys.begin(), keys.end());
    return keys;
}

// A login in all its steps; whether it stood.
bool log_in(const TestedStore& store, const StoreKey& user, const StoreKey& session)
{
    const auto joined = store.join(user, session, later());
    require(store.insert(session, record_of("x", 1)), "insert() said that a record is there");
    if (store.confirm(user, session, joined.epoch))
        return true;
    store.erase(session);
    return false;
}

// What stores that list no users are not asked.
template <void (*check)(Open, Options)>
void where_users_are(Open open, Options options)
{
    if (TestedStore(open(), options).has_users())
        check(open, options);
}

void lists_who_joined(Open open, Options options)
{
    const TestedStore store(open(), options);
    const StoreKey user = new_key();
    const StoreKey first = new_key();
    const StoreKey second = new_key();
    require(store.list(user).empty(), "list() of an unknown user gave something");
    const auto joined = store.join(user, first, later());
    store.join(user, second, later());
    store.join(user, second, later());
    require(store.list(user) == sorted({first, second}), "list() gave others");
    require(store.confirm(user, first, joined.epoch), "confirm() did not know a session");
    require(store.leave(user, first), "leave() did not find the session");
    require(!store.leave(user, first), "leave() found it twice");
    require(store.list(user) == Keys{second}, "list() gave who had left");
    require(!store.confirm(user, first, joined.epoch), "confirm() knew who had left");
    store.end_all(user);
}

void keeps_users_apart(Open open, Options options)
{
    const TestedStore store(open(), options);
    const StoreKey ann = new_key();
    const StoreKey eve = new_key();
    const StoreKey session = new_key();
    store.join(ann, session, later());
    require(store.list(eve).empty(), "list() gave a session of another user");
    require(store.end_all(eve).empty(), "end_all() took a session of another user");
    require(!store.leave(eve, session), "leave() took a session of another user");
    require(store.list(ann) == Keys{session}, "the user's own was lost");
    require(store.end_all(ann) == Keys{session}, "end_all() did not give the session");
}

void forgets_ends_that_passed(Open open, Options options)
{
    const TestedStore store(open(), options);
    const StoreKey user = new_key();
    const StoreKey over = new_key();
    const StoreKey alive = new_key();
    store.join(user, over, now() - 1s);
    require(store.list(user).empty(), "list() gave what had ended");
    const auto joined = store.join(user, alive, later(), 1);
    require(joined.displaced.empty(), "what had ended counted");
    require(store.end_all(user) == Keys{alive}, "what had ended was still there");
}

void counts_to_the_cap(Open open, Options options)
{
    const TestedStore store(open(), options);
    const StoreKey user = new_key();
    Keys sessions;
    for (int i = 0; i < 5; ++i) {
        sessions.push_back(new_key());
        store.join(user, sessions.back(), later(1h + i * 1s));
    }
    const StoreKey last = new_key();
    const auto joined = store.join(user, last, later(1min), 4); // it ends first, and stays
    require(sorted(joined.displaced) == sorted({sessions[0], sessions[1]}),
            "those that are too many were others than the oldest");
    require(store.list(user).size() == 6, "they were taken out already");
    store.end_all(user);
}

void ends_all_but_one(Open open, Options options)
{
    const TestedStore store(open(), options);
    const StoreKey user = new_key();
    const StoreKey kept = new_key();
    const StoreKey ended = new_key();
    store.join(user, kept, later());
    const auto before = store.join(user, ended, later());
    require(store.end_all(user, kept) == Keys{ended}, "end_all() gave others");
    require(store.list(user) == Keys{kept}, "end_all() did not leave what it was to keep");
    // Whoever joins again with what they knew before the end was logged in before it.
    const auto after = store.join(user, ended, later());
    require(after.epoch != before.epoch, "the epoch is the same after the end");
    require(!store.confirm(user, ended, before.epoch), "an epoch that is over was confirmed");
    require(store.confirm(user, ended, after.epoch), "a login after the end was not confirmed");
    require(store.end_all(user) == sorted({kept, ended}), "end_all() without keep left something");
}

void holds_a_thousand(Open open, Options options)
{
    const TestedStore store(open(), options);
    const StoreKey user = new_key();
    Keys sessions;
    for (int i = 0; i < 1'000; ++i) {
        sessions.push_back(new_key());
        store.join(user, sessions.back(), later());
    }
    require(store.list(user) == sorted(sessions), "list() gave others");
    require(store.end_all(user) == sorted(sessions), "end_all() gave others");
}

void holds_the_cap_at_once(Open open, Options options)
{
    std::vector<TestedStore> stores; // which are connected before they are asked at once
    for (std::size_t i = 0; i < options.threads; ++i)
        stores.emplace_back(open(), options).list(new_key());
    for (int round = 0; round < user_rounds; ++round) {
        const std::size_t cap = round % 2 == 0 ? 1 : 3;
        const StoreKey user = new_key();
        at_once(options.threads, [&](std::size_t thread) {
            const TestedStore& own = stores[thread];
            for (int login = 0; login < 3; ++login)
                for (const StoreKey& displaced : own.join(user, new_key(), later(), cap).displaced)
                    own.leave(user, displaced);
        });
        const std::size_t stay = stores[0].list(user).size();
        require(stay <= cap, "there are more than the cap");
        require(stay == cap, "of two at once, each displaced the other");
        stores[0].end_all(user);
    }
}

void misses_nobody(Open open, Options options)
{
    const TestedStore store(open(), options);
    for (int round = 0; round < user_rounds; ++round) {
        const StoreKey user = new_key();
        Keys sessions;
        for (std::size_t i = 0; i < options.threads; ++i)
            sessions.push_back(new_key());
        at_once(options.threads, [&](std::size_t thread) {
            const TestedStore own(open(), options);
            if (thread == 0)
                for (const StoreKey& taken : own.end_all(user))
                    own.erase(taken);
            else
                log_in(own, user, sessions[thread]);
        });
        const Keys listed = store.list(user);
        for (const StoreKey& session : sessions)
            require(!store.load(session) || std::ranges::find(listed, session) != listed.end(),
                    "a session is alive that is not listed");
        for (const StoreKey& taken : store.end_all(user))
            store.erase(taken);
    }
}

constexpr std::array users = {
    StoreTest{"SessionsOfAUserAreListed", "who joined is listed until they leave",
              where_users_are<lists_who_joined>},
    StoreTest{"UsersAreApart", "nobody sees, or ends, the sessions of another user",
              where_users_are<keeps_users_apart>},
    StoreTest{"WhatEndedIsNotListed", "a session is listed until its end",
              where_users_are<forgets_ends_that_passed>},
    StoreTest{"TheOldestAreTooMany", "join() names the oldest beyond the cap",
              where_users_are<counts_to_the_cap>},
    StoreTest{"AllCanBeEndedButOne", "end_all() takes all but one, and begins another epoch",
              where_users_are<ends_all_but_one>},
    StoreTest{"AUserMayHaveAThousandSessions", "all of a thousand are listed",
              where_users_are<holds_a_thousand>},
    StoreTest{"TheCapHoldsAtOnce", "of many join() at once as many stay as the cap",
              where_users_are<holds_the_cap_at_once>},
    StoreTest{"AnEndMissesNobody", "of logins while all are ended, those that stand are listed",
              where_users_are<misses_nobody>},
};

} // namespace

std::span<const StoreTest> user_promises() noexcept
{
    return users;
}

} // namespace costrel::inline v1
