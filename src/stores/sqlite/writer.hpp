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

namespace costrel::stores {

// The connection that writes, for one thread at a time.
class Writer {
public:
    using Group = std::span<const std::shared_ptr<Write>>;

    Writer(SessionFile file, bool survive_power_loss);

    // Opens the file. Throws ConfigError for what has to be put right; whatever may pass is kept,
    // and told to whoever asks for something.
    void open();
    // Ends them all, in one transaction if that is possible.
    void perform(Group group) noexcept;
    // Forgets some of what has expired.
    void collect() noexcept;
    void close() noexcept;
    // From any thread: whether the file could be opened.
    bool is_open() const noexcept { return is_open_.load(std::memory_order_acquire); }

private:
    using Reply = Write::Reply;
    using Replies = std::vector<Reply>;

    bool reopen() noexcept;
    void note(StoreError problem) noexcept;
    Replies run(Group group);
    void begin(Deadline deadline);
    void rollback() noexcept;
    Reply alone(const std::shared_ptr<Write>& write) noexcept;
    Reply failed(const SqliteError& error) noexcept;
    bool has_room(const Write& write) noexcept;

    SessionFile file_;
    Reserve reserve_;
    bool survive_power_loss_;
    std::unique_ptr<Connection> connection_;
    std::atomic<bool> is_open_ = false;
    StoreError problem_{};
    std::chrono::steady_clock::time_point next_try_{};
    std::chrono::milliseconds back_off_{0};
};

} // namespace costrel::stores
