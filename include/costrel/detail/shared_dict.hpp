#pragma once

#include <costrel/encoding/dict.hpp>

#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// A dict that several sessions can share, in whatever threads, until one of them changes it. What
/// was read before the change stays where it is.
class SharedDict {
public:
    SharedDict() noexcept = default;
    SharedDict(Dict own) noexcept : own_(std::move(own)) {}
    SharedDict(SharedDict&& other) noexcept
        : own_(std::move(other.own_)), shared_(std::exchange(other.shared_, nullptr)),
          is_shared_(std::exchange(other.is_shared_, false))
    {
    }
    SharedDict& operator=(SharedDict&& other) noexcept
    {
        std::swap(own_, other.own_);
        std::swap(shared_, other.shared_);
        std::swap(is_shared_, other.is_shared_);
        return *this;
    }
    ~SharedDict()
    {
        if (shared_)
            release();
    }

    const Dict& read() const noexcept { return is_shared_ ? shared_value() : own_; }
    /// The dict for this one alone: a copy when it was shared.
    Dict& change()
    {
        if (is_shared_)
            copy();
        return own_;
    }
    /// Another one that reads the same dict.
    SharedDict share();
    /// Whether both read the same dict, and not only equal ones.
    bool is_shared_with(const SharedDict& other) const noexcept
    {
        return is_shared_ && other.is_shared_ && shared_ == other.shared_;
    }

private:
    struct Node; // a dict and the number of those who read it

    const Dict& shared_value() const noexcept;
    void copy();
    void release() noexcept;

    Dict own_;
    Node* shared_ = nullptr; // kept after a change: somebody may hold a reference into it
    bool is_shared_ = false; // and not changed since
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
