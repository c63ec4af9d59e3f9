#pragma once

#include <costrel/session/store.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

// The store of one request: it begins with the record that the test brought from the database of
// the other site, and tells what has to be put there.
class OneRecord final : public costrel::SessionStore {
public:
    explicit OneRecord(std::optional<std::string> record) : brought_(std::move(record)) {}

    using Key = costrel::StoreKey;
    using Record = costrel::StoredRecord;
    using Deadline = costrel::Deadline;
    template <class T>
    using Answer = costrel::Task<costrel::StoreResult<T>>;

    Answer<std::optional<Record>> load(Key key, Deadline) override
    {
        if (brought_)
            records_.emplace(key, Record{.bytes = *std::exchange(brought_, std::nullopt),
                                         .version = 1,
                                         .expires = costrel::SysMillis::max()});
        const auto found = records_.find(key);
        co_return found == records_.end() ? std::nullopt : std::optional(found->second);
    }
    Answer<bool> insert(Key key, Record record, Deadline) override
    {
        kept_ = {key.bytes, record.bytes};
        co_return records_.emplace(std::move(key), std::move(record)).second;
    }
    Answer<costrel::Replaced> replace(Key key, std::uint64_t expected, Record record,
                                      Deadline) override
    {
        using enum costrel::Replaced::Outcome;
        const auto found = records_.find(key);
        if (found == records_.end())
            co_return costrel::Replaced{.outcome = gone};
        if (found->second.version != expected)
            co_return costrel::Replaced{.outcome = conflict, .current = found->second};
        if (!kept_ || kept_->first == key.bytes) // not the one that a login leaves behind
            kept_ = {key.bytes, record.bytes};
        found->second = std::move(record);
        co_return costrel::Replaced{};
    }
    Answer<bool> touch(Key key, costrel::SysMillis, costrel::SysMillis, Deadline) override
    {
        co_return records_.contains(key);
    }
    Answer<bool> erase(Key key, bool, Deadline) override { co_return records_.erase(key) > 0; }
    bool is_immediate() const noexcept override { return true; }

    // The key and the record that the site is to keep, if any was written.
    const std::optional<std::pair<std::string, std::string>>& kept() const { return kept_; }

private:
    std::optional<std::string> brought_;
    std::map<Key, Record> records_;
    std::optional<std::pair<std::string, std::string>> kept_;
};
