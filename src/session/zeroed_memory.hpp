#pragma once

#include <cstddef>

namespace costrel::inline v1::session {

// Memory that holds zeros at first, and takes none of the machine's before it is written to, where
// the system can do that.
class ZeroedMemory {
public:
    // Throws std::bad_alloc.
    explicit ZeroedMemory(std::size_t bytes);
    ZeroedMemory(const ZeroedMemory&) = delete;
    ZeroedMemory& operator=(const ZeroedMemory&) = delete;
    ~ZeroedMemory();

    void* get() const noexcept { return memory_; }

    // Gives it back to the system, and it holds zeros again. False: it cannot be given back, and
    // holds what it held.
    bool give_back() noexcept;

private:
    std::size_t bytes_;
    void* memory_;
};

} // namespace costrel::inline v1::session
