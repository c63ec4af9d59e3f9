#pragma once

#include <any>
#include <concepts>
#include <cstddef>
#include <utility>

namespace costrel::detail {

/// Shares a T that somebody made as a std::shared_ptr, without <memory>, whose header would be a
/// third of what a user's file costs to compile. It is made of any pointer that shares its object
/// and has get().
template <class T>
class Shared {
public:
    Shared() = default;
    Shared(std::nullptr_t) {}
    template <class P>
    requires requires(P& pointer)
    {
        {
            pointer.get()
            } -> std::convertible_to<T*>;
    }
    Shared(P pointer) : object_(pointer.get())
    {
        if (object_)
            owner_ = std::move(pointer);
    }

    T* get() const noexcept { return object_; }
    T* operator->() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }
    explicit operator bool() const noexcept { return object_ != nullptr; }

private:
    T* object_ = nullptr;
    std::any owner_{}; // the pointer that it was made of
};

} // namespace costrel::detail
