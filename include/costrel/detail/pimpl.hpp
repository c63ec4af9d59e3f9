#pragma once

#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// Owns a T that only the implementation knows: a std::unique_ptr without <memory>, whose header
/// would be a third of what a user's file costs to compile. T has to be complete only where the
/// members that are not defined here are defined: in the source file that includes the private
/// pimpl.hpp.
template <class T>
class Pimpl {
public:
    template <class... A>
    explicit Pimpl(std::in_place_t, A&&... arguments);
    Pimpl(Pimpl&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Pimpl& operator=(Pimpl&& other) noexcept
    {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Pimpl();

    T& operator*() noexcept { return *object_; }
    const T& operator*() const noexcept { return *object_; }
    T* operator->() noexcept { return object_; }
    const T* operator->() const noexcept { return object_; }

private:
    T* object_;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
