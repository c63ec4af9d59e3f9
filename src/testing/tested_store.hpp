#pragma once

#include <costrel/session/store.hpp>
#include <costrel/testing/store_tests.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

// A store did what it promises not to. what() says what, and names no key.
class BrokenPromise {
public:
    explicit BrokenPromise(std::string what) : what_(std::move(what)) {}
    const std::string& what() const noexcept { return what_; }

private:
    std::string what_;
};

inline void require(bool condition, const char* otherwise)
{
    if (!condition)
        throw BrokenPromise(otherwise);
}

// A store whose calls block, and are over: each gives what it came to. That it failed, threw, or
// did not end is a broken promise.
class TestedStore {
public:
    TestedStore(std::shared_ptr<SessionStore> store, const StoreTestOptions& options)
        : store_(std::move(store)), patience_(options.patience)
    {
    }

    std::optional<StoredRecord> load(const StoreKey& key) const;
    bool insert(const StoreKey& key, const StoredRecord& record) const;
    Replaced replace(const StoreKey& key, std::uint64_t expected, const StoredRecord& record) const;
    bool touch(const StoreKey& key, SysMillis renewed, SysMillis expires) const;
    bool erase(const StoreKey& key) const;
    std::size_t collect(std::size_t limit) const;
    // Nothing: the store cannot tell.
    std::optional<std::size_t> count() const;
    // Until nothing is left that has expired.
    void collect_all() const;

    // Of the sessions of a user; only where has_users().
    bool has_users() const noexcept { return store_->users() != nullptr; }
    UserIndex::Joined join(const StoreKey& user, const StoreKey& session, SysMillis end,
                           std::size_t cap = 0) const;
    bool confirm(const StoreKey& user, const StoreKey& session, std::uint64_t epoch) const;
    bool leave(const StoreKey& user, const StoreKey& session) const;
    // Sorted.
    std::vector<StoreKey> list(const StoreKey& user) const;
    std::vector<StoreKey> end_all(const StoreKey& user, std::optional<StoreKey> keep = {}) const;

    SessionStore& store() const noexcept { return *store_; }

private:
    Deadline deadline() const { return std::chrono::steady_clock::now() + patience_; }

    std::shared_ptr<SessionStore> store_;
    std::chrono::milliseconds patience_;
};

SysMillis now();

// A key of ours that nobody has: 32 bytes.
StoreKey new_key();
// One of another framework: text of that size.
StoreKey new_whole_key(std::size_t size = 51);
// A record of ours, whose version stands in its header.
StoredRecord record_of(std::string_view data, std::uint64_t version,
                       SysMillis expires = now() + std::chrono::hours(1));
// One of another framework, whose version comes from its bytes.
StoredRecord foreign_record(std::string bytes, SysMillis expires = now() + std::chrono::hours(1));

// Calls `work` with 0, 1, … in that many threads, which begin at once, and throws the first thing
// that one throws.
void at_once(std::size_t threads, const std::function<void(std::size_t)>& work);

} // namespace costrel::inline v1
