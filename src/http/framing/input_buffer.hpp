#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace costrel::inline v1::http {

// The bytes that came from the peer and were not used yet, in one piece. It starts small, grows
// while it is read full, never beyond its limit, and holds nothing after release().
class InputBuffer {
public:
    explicit InputBuffer(std::size_t limit) noexcept : limit_(limit) {}

    std::string_view data() const noexcept { return {bytes_.get() + begin_, end_ - begin_}; }
    bool empty() const noexcept { return begin_ == end_; }

    // Room behind the data for at least `wanted` bytes, or for as many as the limit leaves. Moves
    // the data.
    std::span<char> space(std::size_t wanted);
    void commit(std::size_t count) noexcept; // `count` bytes were put at the start of the space

    void consume(std::size_t count) noexcept;                   // drops bytes at the front
    void erase(std::size_t offset, std::size_t count) noexcept; // drops bytes behind `offset`
    void clear() noexcept { begin_ = end_ = 0; }
    void release() noexcept; // when empty: gives the memory back

    std::size_t memory() const noexcept { return capacity_; }

private:
    void move_to_front() noexcept;

    std::size_t limit_;
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool was_filled_ = false; // the last read took all the space there was
};

} // namespace costrel::inline v1::http
