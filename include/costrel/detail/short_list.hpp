#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// A list that nearly always holds one element or none: the first takes no memory of its own.
template <class T>
class ShortList {
public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    void push_back(T value)
    {
        if (empty()) {
            first_ = std::move(value);
            has_first_ = true;
            return;
        }
        if (all_.empty()) {
            all_.reserve(2);
            all_.push_back(std::move(first_));
        }
        all_.push_back(std::move(value));
    }

    std::size_t size() const noexcept { return all_.empty() ? has_first_ : all_.size(); }
    bool empty() const noexcept { return !has_first_; }
    T& operator[](std::size_t index) noexcept { return begin()[index]; }
    const T& operator[](std::size_t index) const noexcept { return begin()[index]; }
    T* begin() noexcept { return all_.empty() ? &first_ : all_.data(); }
    T* end() noexcept { return begin() + size(); }
    const T* begin() const noexcept { return all_.empty() ? &first_ : all_.data(); }
    const T* end() const noexcept { return begin() + size(); }

private:
    T first_{};
    std::vector<T> all_; // of more than one: all of them
    bool has_first_ = false;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
