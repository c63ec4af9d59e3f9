#pragma once

#include <concepts>
#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// Shares a T that somebody made as a std::shared_ptr, without <memory>, whose header would be a
/// third of what a user's file costs to compile. It is made from any pointer that shares its object
/// and has get().
template <class T>
class Shared {
public:
    Shared() noexcept = default;
    Shared(std::nullptr_t) noexcept {}
    template <class P>
    requires requires(P& pointer)
    {
        {
            pointer.get()
            } -> std::convertible_to<T*>;
    }
    Shared(P pointer) noexcept : object_(pointer.get())
    {
        static_assert(sizeof(P) <= sizeof(owner_) && alignof(P) <= alignof(void*) &&
                          std::is_nothrow_copy_constructible_v<P>,
                      "costrel: this takes a std::shared_ptr");
        if (object_)
            (hold_ = hold<P>)(owner_, &pointer);
    }
    Shared(const Shared& other) noexcept { take(other); }
    Shared& operator=(const Shared& other) noexcept
    {
        if (this != &other) {
            release();
            take(other);
        }
        return *this;
    }
    ~Shared() { release(); }

    T* get() const noexcept { return object_; }
    T* operator->() const noexcept { return object_; }
    T& operator*() const noexcept { return *object_; }
    explicit operator bool() const noexcept { return object_ != nullptr; }

private:
    // Puts a copy of the pointer `from` into `to`; with none it destroys the one that is there.
    template <class P>
    static void hold(void* to, const void* from) noexcept
    {
        if (from)
            ::new (to) P(*static_cast<const P*>(from));
        else
            static_cast<P*>(to)->~P();
    }
    void take(const Shared& other) noexcept
    {
        object_ = other.object_;
        hold_ = other.hold_;
        if (hold_)
            hold_(owner_, other.owner_);
    }
    void release() noexcept
    {
        if (hold_)
            std::exchange(hold_, nullptr)(owner_, nullptr);
        object_ = nullptr;
    }

    T* object_ = nullptr;
    void (*hold_)(void* to, const void* from) noexcept = nullptr;
    alignas(void*) std::byte owner_[2 * sizeof(void*)]; // the pointer that it was made from
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
