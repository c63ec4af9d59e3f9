#include "allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count = 0;

} // namespace

std::size_t allocations() noexcept
{
    return count.load(std::memory_order_relaxed);
}

// Not inlined: the compiler must not see a free() for what came from new.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    // Not fetch_add(): it would cost a benchmark more than the malloc() does.
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
