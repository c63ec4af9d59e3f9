#pragma once

#include "stores/sqlite/write.hpp"

#include <cstddef>
#include <optional>

namespace costrel::inline v1::stores {

// What is done to the rows of sessions on one connection, within a transaction. All of it throws
// SqliteError.
class Rows {
public:
    virtual ~Rows() = default;

    // The write's reply.
    Write::Reply run(const Write& write);
    virtual std::optional<StoredRecord> load(const StoreKey& key) = 0;
    virtual std::size_t collect(std::size_t limit) = 0;
    // Those that end after `now`; nothing of another framework's.
    virtual std::optional<std::size_t> count(SysMillis) { return std::nullopt; }

private:
    virtual bool insert(const StoreKey& key, const StoredRecord& record) = 0;
    virtual Replaced replace(const StoreKey& key, std::uint64_t expected,
                             const StoredRecord& record) = 0;
    virtual bool touch(const StoreKey& key, SysMillis renewed, SysMillis expires) = 0;
    virtual bool erase(const StoreKey& key) = 0;
};

} // namespace costrel::inline v1::stores
