#pragma once

#include "stores/sqlite/connection.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {

// Connections that read, as many as there are threads that do so at once.
class Readers {
public:
    explicit Readers(SessionPlace place) : place_(std::move(place)) {}

    // Throws SqliteError and ConfigError.
    std::optional<StoredRecord> load(const StoreKey& key);
    void close() noexcept;

private:
    std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> reader);

    SessionPlace place_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

} // namespace costrel::inline v1::stores
