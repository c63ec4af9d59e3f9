#include "faults/allocation.hpp"

#include <atomic>
#include <cstdlib>
#include <malloc.h>

namespace costrel::inline v1::faults {

namespace {

std::atomic<std::size_t> live = 0;
std::atomic<std::size_t> bytes = 0;
std::atomic<std::size_t> peak = 0;
thread_local Fault* current = nullptr;

void* allocate(std::size_t size) noexcept
{
    if (current && current->fails())
        return nullptr;
    void* memory = std::malloc(size);
    if (!memory)
        return nullptr;
    ++live;
    const std::size_t now = bytes += malloc_usable_size(memory);
    std::size_t greatest = peak;
    while (greatest < now && !peak.compare_exchange_weak(greatest, now)) {
    }
    return memory;
}

void release(void* memory) noexcept
{
    if (!memory)
        return;
    --live;
    bytes -= malloc_usable_size(memory);
    std::free(memory);
}

} // namespace

bool is_failing() noexcept
{
    return current && current->fails();
}

std::size_t live_allocations() noexcept
{
    return live;
}

std::size_t live_bytes() noexcept
{
    return bytes;
}

std::size_t peak_bytes() noexcept
{
    return peak;
}

void reset_peak() noexcept
{
    peak = bytes.load();
}

bool Fault::fails() noexcept
{
    ++count_;
    const bool failing = count_ == n_ || (run_out_ && count_ > n_);
    happened_ = happened_ || failing;
    return failing;
}

Fault::Armed::Armed(Fault& fault) noexcept
{
    current = &fault;
}

Fault::Armed::~Armed()
{
    current = nullptr;
}

} // namespace costrel::inline v1::faults

// Not inlined: the compiler must not see a free() for what came from new. The forms for arrays call
// these.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    if (void* memory = costrel::faults::allocate(size))
        return memory;
    throw std::bad_alloc();
}

[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    return costrel::faults::allocate(size);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    costrel::faults::release(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    costrel::faults::release(memory);
}
