#pragma once

#include "descriptor.hpp"
#include "session/store_call.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

namespace costrel::inline v1::stores {

// What the list of a user's sessions is asked.
struct UserCall {
    enum class Kind : std::uint8_t { join, confirm, leave, list, end_all };
    Kind kind = Kind::join;
    StoreKey user{};
    StoreKey session{};             // of join, confirm and leave
    SysMillis now{};                // of join and list
    SysMillis end{};                // of join
    std::size_t cap = 0;            // of join
    std::uint64_t epoch = 0;        // of confirm
    std::optional<StoreKey> keep{}; // of end_all

    // Whether it is part of an end.
    bool ends() const noexcept { return kind == Kind::leave || kind == Kind::end_all; }
};

// Something that a task has handed to the thread that writes, and waits for.
class Write {
public:
    // To collect, how many were forgotten; to count, how many there are.
    using Reply =
        std::variant<StoreError, std::optional<StoredRecord>, bool, Replaced, std::size_t,
                     std::optional<std::size_t>, UserIndex::Joined, std::vector<StoreKey>>;

    Write(session::StoreCall what, Deadline until, bool must_be_durable = false)
        : call(std::move(what)), deadline(until), durable(must_be_durable),
          event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }
    Write(const Write&) = delete;
    Write& operator=(const Write&) = delete;

    const session::StoreCall call;
    const Deadline deadline;
    const bool durable;
    std::size_t limit = 0; // of what expired, to be forgotten; then there is no call
    std::optional<SysMillis> counted_at{}; // nor with this
    std::optional<UserCall> users{};       // nor with this

    // Whether it only ends sessions, and gets through where nothing else does.
    bool ends() const noexcept
    {
        return users ? users->ends() : call.kind == session::StoreCall::Kind::erase;
    }

    // Readable as soon as there is a reply; -1: the process has no descriptor left.
    int descriptor() const noexcept { return event_.get(); }
    bool is_done() const noexcept { return done_.load(std::memory_order_acquire); }
    // In the thread that writes, once.
    void finish(Reply reply) noexcept
    {
        reply_ = std::move(reply);
        done_.store(true, std::memory_order_release);
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof(one));
    }
    Reply take() { return *std::move(reply_); }

private:
    const Descriptor event_;
    std::optional<Reply> reply_;
    std::atomic<bool> done_ = false;
};

} // namespace costrel::inline v1::stores
