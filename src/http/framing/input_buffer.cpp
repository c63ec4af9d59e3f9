#include "http/framing/input_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace costrel::inline v1::http {

namespace {

constexpr std::size_t first_capacity = 2 * 1024; // holds an ordinary request
constexpr std::size_t streaming_capacity =
    16 * 1024; // for a peer that sends more than was asked for

} // namespace

void InputBuffer::move_to_front() noexcept
{
    if (begin_ == 0)
        return;
    std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
}

std::span<char> InputBuffer::space(std::size_t wanted)
{
    const std::size_t size = end_ - begin_;
    std::size_t capacity = std::max(capacity_, first_capacity);
    if (was_filled_ && capacity < streaming_capacity)
        capacity *= 2;
    while (capacity < size + wanted)
        capacity *= 2;
    capacity = std::min(capacity, limit_);

    if (capacity > capacity_) {
        auto larger = std::make_unique_for_overwrite<char[]>(capacity);
        if (size != 0)
            std::memcpy(larger.get(), bytes_.get() + begin_, size);
        bytes_ = std::move(larger);
        capacity_ = capacity;
        begin_ = 0;
        end_ = size;
    } else if (capacity_ - end_ < wanted) {
        move_to_front();
    }
    was_filled_ = false;
    return {bytes_.get() + end_, capacity_ - end_};
}

void InputBuffer::commit(std::size_t count) noexcept
{
    end_ += count;
    was_filled_ = end_ == capacity_;
}

void InputBuffer::consume(std::size_t count) noexcept
{
    begin_ += count;
    if (begin_ == end_)
        clear();
}

void InputBuffer::erase(std::size_t offset, std::size_t count) noexcept
{
    if (count == 0)
        return;
    char* const from = bytes_.get() + begin_ + offset;
    std::memmove(from, from + count, end_ - begin_ - offset - count);
    end_ -= count;
}

void InputBuffer::release() noexcept
{
    if (!empty())
        return;
    bytes_.reset();
    capacity_ = 0;
    clear();
}

} // namespace costrel::inline v1::http
