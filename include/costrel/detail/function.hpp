#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

template <class Signature>
class Function;

/// A callable object whose type is forgotten, which is moved and called and not copied:
/// std::move_only_function of C++23. <functional> would be in every program.
///
/// What is small lies within it; what is larger, or may throw when it is moved, is allocated. An
/// empty one must not be called.
template <class R, class... A>
class Function<R(A...)> {
public:
    Function() noexcept = default;
    template <class F>
    requires(!std::is_same_v<F, Function> && std::is_invocable_r_v<R, F&, A...>)
        Function(F callable)
    {
        if constexpr (is_held_within<F>)
            ::new (static_cast<void*>(storage_)) F(std::move(callable));
        else
            ::new (static_cast<void*>(storage_)) F*(new F(std::move(callable)));
        call_ = &call<F>;
        relocate_ = &relocate<F>;
    }
    Function(Function&& other) noexcept { take(other); }
    Function& operator=(Function&& other) noexcept
    {
        if (this != &other) {
            clear();
            take(other);
        }
        return *this;
    }
    ~Function() { clear(); }

    R operator()(A... arguments) { return call_(*this, std::forward<A>(arguments)...); }
    explicit operator bool() const noexcept { return call_ != nullptr; }

private:
    template <class F>
    static constexpr bool
        is_held_within = sizeof(F) <= 3 * sizeof(void*) &&
                         alignof(F) <= alignof(void*) && std::is_nothrow_move_constructible_v<F>;

    template <class F>
    F& target() noexcept
    {
        if constexpr (is_held_within<F>)
            return *std::launder(reinterpret_cast<F*>(storage_));
        else
            return **std::launder(reinterpret_cast<F**>(storage_));
    }
    template <class F>
    static R call(Function& self, A&&... arguments)
    {
        if constexpr (std::is_void_v<R>)
            self.template target<F>()(std::forward<A>(arguments)...);
        else
            return self.template target<F>()(std::forward<A>(arguments)...);
    }
    // Moves what `from` holds to the storage `to`; without one, destroys it.
    template <class F>
    static void relocate(Function& from, std::byte* to) noexcept
    {
        if constexpr (is_held_within<F>) {
            if (to)
                ::new (static_cast<void*>(to)) F(std::move(from.template target<F>()));
            from.template target<F>().~F();
        } else if (to) {
            ::new (static_cast<void*>(to)) F*(&from.template target<F>());
        } else {
            delete &from.template target<F>();
        }
    }

    void take(Function& other) noexcept
    {
        if (!other.call_)
            return;
        other.relocate_(other, storage_);
        call_ = std::exchange(other.call_, nullptr);
        relocate_ = std::exchange(other.relocate_, nullptr);
    }
    void clear() noexcept
    {
        if (call_)
            relocate_(*this, nullptr);
        call_ = nullptr;
    }

    R (*call_)(Function&, A&&...) = nullptr;
    void (*relocate_)(Function& from, std::byte* to) noexcept = nullptr;
    alignas(void*) std::byte storage_[3 * sizeof(void*)];
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
