#pragma once

#include "stores/sqlite/connection.hpp"
#include "stores/sqlite/session_file.hpp"
#include "stores/sqlite/write.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace costrel::inline v1::stores {

// The connection that writes, for one thread at a time.
class Writer {
public:
    using Group = std::span<const std::shared_ptr<Write>>;

    Writer(SessionPlace place, bool survive_power_loss);

    // Opens the file. Throws ConfigError for what has to be put right; what may pass is kept, and
    // becomes the reply to what is asked.
    void open();
    // Ends them all, in one transaction if that is possible. Throws std::bad_alloc: those that it
    // did not get to are not done.
    void perform(Group group);
    // Forgets some of what has expired. Throws std::bad_alloc.
    void collect();
    void close() noexcept;
    // From any thread: whether the file could be opened.
    bool is_open() const noexcept { return is_open_.load(std::memory_order_acquire); }

private:
    using Reply = Write::Reply;
    using Replies = std::vector<Reply>;

    bool reopen();
    void note(StoreError problem);
    Replies run(Group group);
    void set_durable(bool durable);
    void insist(const char* sql, Deadline deadline);
    void rollback() noexcept;
    Reply alone(const std::shared_ptr<Write>& write);
    Reply failed(const SqliteError& error);
    bool has_room(const Write& write) noexcept;

    SessionPlace place_;
    SessionFile file_;
    Reserve reserve_;
    bool survive_power_loss_;
    bool is_durable_ = false; // whether what the connection commits is on the disk at once
    std::unique_ptr<Connection> connection_;
    std::atomic<bool> is_open_ = false;
    StoreError problem_{};
    std::chrono::steady_clock::time_point next_try_{};
    std::chrono::milliseconds back_off_{0};
};

} // namespace costrel::inline v1::stores
