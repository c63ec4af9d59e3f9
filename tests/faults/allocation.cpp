#include "faults/allocation.hpp"

#include <atomic>
#include <cstdlib>

namespace costrel::faults {

namespace {

std::atomic<std::size_t> live = 0;
thread_local Fault* current = nullptr;

void* allocate(std::size_t size) noexcept
{
    if (current && current->fails())
        return nullptr;
    void* memory = std::malloc(size);
    if (memory)
        live.fetch_add(1, std::memory_order_relaxed);
    return memory;
}

void release(void* memory) noexcept
{
    if (memory)
        live.fetch_sub(1, std::memory_order_relaxed);
    std::free(memory);
}

} // namespace

std::size_t live_allocations() noexcept
{
    return live.load(std::memory_order_relaxed);
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

} // namespace costrel::faults

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
