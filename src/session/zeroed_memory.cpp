#include "session/zeroed_memory.hpp"

#include <new>
#include <sys/mman.h>

namespace costrel::inline v1::session {

ZeroedMemory::ZeroedMemory(std::size_t bytes)
    : bytes_(bytes), memory_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
{
    if (memory_ == MAP_FAILED)
        throw std::bad_alloc();
}

ZeroedMemory::~ZeroedMemory()
{
    ::munmap(memory_, bytes_);
}

// Private anonymous memory reads as zeros afterwards. What mlockall() keeps stays.
bool ZeroedMemory::give_back() noexcept
{
    return ::madvise(memory_, bytes_, MADV_DONTNEED) == 0;
}

} // namespace costrel::inline v1::session
