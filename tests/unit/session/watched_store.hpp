#pragma once

#include <costrel/session/memory_store.hpp>
#include <costrel/session/store.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

// A store in memory that a test watches: it knows what was asked and until when, and something may
// happen, or fail, before each call and after it.
class WatchedStore final : public SessionStore, private UserIndex {
public:
    using Hook = std::function<std::optional<StoreError>(const std::string& call)>;

    // "load", "insert", "replace", "touch", "erase", "join", "confirm", "leave", "list", "end_all".
    // An error is the reply: instead of the call, or though it was done.
    Hook before = [](const std::string&) { return std::nullopt; };
    Hook after = [](const std::string&) { return std::nullopt; };
    struct Asked {
        std::string call;
        Deadline deadline;
    };
    std::vector<Asked> asked;

    // Does something once, before the next call of that name.
    void once_before(const std::string& call, std::function<void()> what)
    {
        before = [this, call, what = std::move(what)](const std::string& asks) {
            if (asks == call) {
                const auto now = what; // which is to be over before another call is asked
                before = [](const std::string&) { return std::nullopt; };
                now();
            }
            return std::optional<StoreError>();
        };
    }
    std::size_t times(const std::string& call) const
    {
        return static_cast<std::size_t>(std::ranges::count(asked, call, &Asked::call));
    }
    std::vector<Deadline> deadlines(const std::string& call) const
    {
        std::vector<Deadline> found;
        for (const Asked& one : asked)
            if (one.call == call)
                found.push_back(one.deadline);
        return found;
    }

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        return watched("load", deadline, store_->load(std::move(key), deadline));
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        return watched("insert", deadline,
                       store_->insert(std::move(key), std::move(record), deadline));
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        return watched("replace", deadline,
                       store_->replace(std::move(key), expected, std::move(record), deadline));
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        return watched("touch", deadline,
                       store_->touch(std::move(key), renewed, expires, deadline));
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        return watched("erase", deadline, store_->erase(std::move(key), durable, deadline));
    }
    UserIndex* users() noexcept override { return this; }
    bool is_immediate() const noexcept override { return true; }

private:
    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override
    {
        return watched("join", deadline,
                       lists().join(std::move(user), std::move(session), now, end, cap, deadline));
    }
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override
    {
        return watched("confirm", deadline,
                       lists().confirm(std::move(user), std::move(session), epoch, deadline));
    }
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override
    {
        return watched("leave", deadline,
                       lists().leave(std::move(user), std::move(session), deadline));
    }
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override
    {
        return watched("list", deadline, lists().list(std::move(user), now, deadline));
    }
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override
    {
        return watched("end_all", deadline,
                       lists().end_all(std::move(user), std::move(keep), deadline));
    }

    UserIndex& lists() const { return *store_->users(); }

    template <class T>
    Task<StoreResult<T>> watched(std::string name, Deadline deadline, Task<StoreResult<T>> call)
    {
        asked.push_back({name, deadline});
        auto failed = before(name);
        if (failed)
            co_return *std::move(failed);
        auto reply = co_await std::move(call);
        failed = after(name);
        if (failed)
            co_return *std::move(failed);
        co_return reply;
    }

    std::shared_ptr<SessionStore> store_ = memory_store();
};

} // namespace costrel::inline v1
