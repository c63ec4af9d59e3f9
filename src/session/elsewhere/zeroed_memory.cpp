#include "session/zeroed_memory.hpp"

#include <cstdlib>
#include <new>

namespace costrel::inline v1::session {

ZeroedMemory::ZeroedMemory(std::size_t bytes) : bytes_(bytes), memory_(std::calloc(bytes, 1))
{
    if (!memory_)
        throw std::bad_alloc();
}

ZeroedMemory::~ZeroedMemory()
{
    std::free(memory_);
}

bool ZeroedMemory::give_back() noexcept
{
    return false;
}

} // namespace costrel::inline v1::session
