#pragma once

#include <cstddef>
#include <new>

namespace costrel::inline v1::net {

// Room for what Asio keeps of an operation while it is under way, so that to begin one takes no
// memory: there may be none. For one operation at a time, which it outlives.
class OperationMemory {
public:
    OperationMemory() = default;
    OperationMemory(const OperationMemory&) = delete;
    OperationMemory& operator=(const OperationMemory&) = delete;

    void* take(std::size_t size)
    {
        if (taken_ || size > sizeof room_) // with a Boost whose operations are larger
            return ::operator new(size);
        taken_ = true;
        return room_;
    }
    void give_back(void* memory) noexcept
    {
        if (memory == room_)
            taken_ = false;
        else
            ::operator delete(memory);
    }

private:
    alignas(std::max_align_t) std::byte room_[160]; // Boost 1.81 takes 144 of it at most
    bool taken_ = false;
};

// What a handler has as its allocator_type to be kept there.
template <class T>
class OperationAllocator {
public:
    using value_type = T;

    explicit OperationAllocator(OperationMemory& memory) noexcept : memory_(&memory) {}
    template <class U>
    OperationAllocator(const OperationAllocator<U>& other) noexcept : memory_(other.memory())
    {
    }

    T* allocate(std::size_t count)
    {
        static_assert(alignof(T) <= alignof(std::max_align_t));
        return static_cast<T*>(memory_->take(count * sizeof(T)));
    }
    void deallocate(T* memory, std::size_t) noexcept { memory_->give_back(memory); }

    template <class U>
    bool operator==(const OperationAllocator<U>& other) const noexcept
    {
        return memory_ == other.memory();
    }

    OperationMemory* memory() const noexcept { return memory_; }

private:
    OperationMemory* memory_;
};

} // namespace costrel::inline v1::net
