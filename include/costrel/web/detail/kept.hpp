#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// Shares an object that nobody changes, whatever its type: a std::shared_ptr<const void> without
/// <memory>.
class Kept {
public:
    Kept() noexcept = default;
    /// Keeps `value`, and sets `place` to where it is then.
    template <class T>
    Kept(T value, const T*& place)
    {
        auto* const held = new Of<T>(std::move(value));
        held->end = [](Block* block) noexcept { delete static_cast<Of<T>*>(block); };
        block_ = held;
        place = &held->value;
    }
    Kept(const Kept& other) noexcept : block_(other.block_)
    {
        if (block_)
            block_->holders.fetch_add(1, std::memory_order_relaxed);
    }
    Kept(Kept&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    Kept& operator=(Kept other) noexcept
    {
        std::swap(block_, other.block_);
        return *this;
    }
    ~Kept()
    {
        if (block_ && block_->holders.fetch_sub(1, std::memory_order_acq_rel) == 1)
            block_->end(block_);
    }

    explicit operator bool() const noexcept { return block_ != nullptr; }

private:
    struct Block {
        std::atomic<std::size_t> holders = 1;
        void (*end)(Block*) noexcept = nullptr;
    };
    template <class T>
    struct Of : Block {
        explicit Of(T its_value) : value(std::move(its_value)) {}
        const T value;
    };

    Block* block_ = nullptr;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
