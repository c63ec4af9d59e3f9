#pragma once

#include <stdexcept>
#include <utility>
#include <variant>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What an operation on a peer's input returns: a value, or the error that explains why there is
/// none. A peer's mistakes are values in costrel; only a programmer's mistakes are exceptions.
///
///     if (auto opened = signer.unsign(text))
///         use(*opened);
///     else
///         log(opened.error().message);
template <class T, class E>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /// The value. Throws std::logic_error when the result holds an error: test it first.
    const T& value() const&
    {
        require(has_value(),
                "costrel: Result::value() was called on an error; test the result first");
        return *std::get_if<0>(&state_);
    }
    T&& value() &&
    {
        require(has_value(),
                "costrel: Result::value() was called on an error; test the result first");
        return std::move(*std::get_if<0>(&state_));
    }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return &value(); }

    /// The error. Throws std::logic_error when the result holds a value.
    const E& error() const&
    {
        require(!has_value(),
                "costrel: Result::error() was called on a value; test the result first");
        return *std::get_if<1>(&state_);
    }
    E&& error() &&
    {
        require(!has_value(),
                "costrel: Result::error() was called on a value; test the result first");
        return std::move(*std::get_if<1>(&state_));
    }

private:
    static void require(bool condition, const char* sentence)
    {
        if (!condition)
            throw std::logic_error(sentence);
    }

    std::variant<T, E> state_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
