#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace costrel::inline v1::net {

// How many connections this process holds open, over all its loops, and how many it may.
class ConnectionLimit {
public:
    // What a connection holds as long as it is open.
    class Place {
    public:
        explicit Place(ConnectionLimit& limit) noexcept : limit_(&limit) {}
        Place(Place&& other) noexcept : limit_(std::exchange(other.limit_, nullptr)) {}
        Place& operator=(Place&& other) noexcept
        {
            std::swap(limit_, other.limit_);
            return *this;
        }
        ~Place()
        {
            if (limit_)
                limit_->open_.fetch_sub(1, std::memory_order_relaxed);
        }

    private:
        ConnectionLimit* limit_;
    };

    explicit ConnectionLimit(std::size_t limit) noexcept : limit_(limit) {}
    ConnectionLimit(const ConnectionLimit&) = delete;
    ConnectionLimit& operator=(const ConnectionLimit&) = delete;

    // A place, or nothing when all are taken.
    std::optional<Place> take() noexcept
    {
        Place place(*this);
        if (open_.fetch_add(1, std::memory_order_relaxed) < limit_)
            return place;
        return std::nullopt;
    }

    std::size_t limit() const noexcept { return limit_; }

    // Whether somebody waits for a place, which every loop can make.
    void set_wanted(bool wanted) noexcept { wanted_.store(wanted, std::memory_order_relaxed); }
    bool is_wanted() const noexcept { return wanted_.load(std::memory_order_relaxed); }

private:
    const std::size_t limit_;
    std::atomic<std::size_t> open_ = 0;
    std::atomic<bool> wanted_ = false;
};

// `wanted`, or as many as the process's descriptors (RLIMIT_NOFILE) allow with 64 left for all
// else: files, stores, the log. At least 1.
std::size_t affordable_connections(std::size_t wanted) noexcept;

// The part of `affordable` that one of several applications gets, which together want `total`. At
// least 1.
std::size_t share_of_connections(std::size_t wanted, std::size_t total,
                                 std::size_t affordable) noexcept;

} // namespace costrel::inline v1::net
