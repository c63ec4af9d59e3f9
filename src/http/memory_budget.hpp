#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace costrel::inline v1::http {

// How many bytes all connections of an application together hold in their buffers, and how many
// they should. Used by all loops at once. It says when there is too much; who holds it does with
// less then.
class MemoryBudget {
public:
    explicit MemoryBudget(std::size_t most) noexcept : most_(most) {}
    MemoryBudget(const MemoryBudget&) = delete;
    MemoryBudget& operator=(const MemoryBudget&) = delete;

    // Somebody holds `now` bytes, in place of `before`.
    void change(std::size_t before, std::size_t now) noexcept
    {
        used_.fetch_add(now - before, std::memory_order_relaxed); // modulo 2^64
    }
    std::size_t used() const noexcept { return used_.load(std::memory_order_relaxed); }
    bool is_exceeded() const noexcept { return used() > most_; }
    bool is_scarce() const noexcept { return used() > most_ / 4 * 3; }

    // Bytes of it that somebody holds for a time.
    class Share {
    public:
        Share(MemoryBudget& budget, std::size_t bytes) noexcept : budget_(budget), bytes_(bytes)
        {
            budget_.change(0, bytes_);
        }
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share() { budget_.change(bytes_, 0); }

        void resize(std::size_t bytes) noexcept
        {
            budget_.change(std::exchange(bytes_, bytes), bytes);
        }

    private:
        MemoryBudget& budget_;
        std::size_t bytes_;
    };

private:
    const std::size_t most_;
    std::atomic<std::size_t> used_ = 0;
};

} // namespace costrel::inline v1::http
