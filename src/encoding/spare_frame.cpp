#include "encoding/spare_frame.hpp"

#include <costrel/task.hpp>

#include <array>
#include <new>
#include <utility>

namespace costrel::inline v1::encoding {

namespace {

// Smaller ones the allocator keeps by itself; larger ones are rare.
constexpr std::size_t smallest_frame = 512;
constexpr std::size_t largest_frame = 8 * 1024;

// Frames of nearly the same size share their memory.
constexpr std::size_t rounded(std::size_t size) noexcept
{
    constexpr std::size_t step = 256;
    return (size + step - 1) / step * step;
}

// A sanitizer that looks for the use of memory that was given back would see none of it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool keeps_frames = false;
#else
constexpr bool keeps_frames = true;
#endif

constexpr bool is_kept(std::size_t size) noexcept
{
    return keeps_frames && smallest_frame <= size && size <= largest_frame;
}

struct Spare {
    void* frame = nullptr;
    std::size_t size = 0;
};

// A coroutine can end after its thread's objects were destroyed, as one that is kept in a static
// variable does. So what is looked at has no destructor, and Owner empties it.
struct SpareFrames {
    std::array<Spare, 2> kept; // the newest first: of the handler, and of what runs it
    bool is_closed;
};
constinit thread_local SpareFrames spares{};

struct Owner {
    ~Owner()
    {
        spares.is_closed = true;
        for (Spare& spare : spares.kept)
            ::operator delete(std::exchange(spare, {}).frame);
    }
    void begin() const noexcept {}
};

} // namespace

void* take_frame(std::size_t size)
{
    if (!is_kept(size))
        return ::operator new(size);
    for (Spare& spare : spares.kept)
        if (spare.size == rounded(size))
            return std::exchange(spare, {}).frame;
    return ::operator new(rounded(size));
}

void give_frame(void* frame, std::size_t size) noexcept
{
    if (!is_kept(size) || spares.is_closed)
        return ::operator delete(frame);
    static const thread_local Owner owner;
    owner.begin();
    std::swap(spares.kept[0], spares.kept[1]);
    ::operator delete(std::exchange(spares.kept[0], {frame, rounded(size)}).frame);
}

} // namespace costrel::inline v1::encoding

namespace costrel::inline v1::detail {

void* TaskPromise::operator new(std::size_t size)
{
    return encoding::take_frame(size);
}

void TaskPromise::operator delete(void* frame, std::size_t size) noexcept
{
    encoding::give_frame(frame, size);
}

} // namespace costrel::inline v1::detail
