#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

class Request;
class Session;
class LazySession;
class SessionInterface;

namespace detail {

template <class... T>
struct TypeList {
};

/// What costrel passes to a handler by itself; every other parameter is a variable of the path.
template <class A>
inline constexpr bool is_injected =
    std::same_as<A, Request&> || std::same_as<A, const Request&> || std::same_as<A, Session&> ||
    std::same_as<A, const Session&> || std::same_as<A, LazySession&> ||
    std::same_as<A, SessionInterface&> || std::same_as<A, const SessionInterface&>;

/// Whether T is a Stream (costrel/stream.hpp), which is not included here.
template <class T>
inline constexpr bool is_stream = false;

/// The parameters of a handler that the path fills, in order.
template <class Found, class... A>
struct PathParameters;
template <class... P>
struct PathParameters<TypeList<P...>> {
    using Type = TypeList<P...>;
};
template <class... P, class A, class... Rest>
struct PathParameters<TypeList<P...>, A, Rest...>
    : std::conditional_t<is_injected<A>, PathParameters<TypeList<P...>, Rest...>,
                         PathParameters<TypeList<P..., std::remove_cvref_t<A>>, Rest...>> {
};

/// What a handler takes and returns.
template <class F>
struct Signature : Signature<decltype(&F::operator())> {
};
template <class R, class... A>
struct Signature<R (*)(A...)> {
    using Result = R;
    using Parameters = TypeList<A...>;
    using Path = typename PathParameters<TypeList<>, A...>::Type;
};
template <class R, class... A>
struct Signature<R (*)(A...) noexcept> : Signature<R (*)(A...)> {
};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...)> : Signature<R (*)(A...)> {
};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {
};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) noexcept> : Signature<R (*)(A...)> {
};
template <class R, class C, class... A>
struct Signature<R (C::*)(A...) const noexcept> : Signature<R (*)(A...)> {
};

/// How a handler asks for the session. Where it is in a store, that decides when the store is
/// asked.
enum class SessionUse : std::uint8_t {
    none,   ///< not at all
    lazy,   ///< as LazySession&: when that is opened
    loaded, ///< as Session& or const Session&: before the handler runs
};

template <class... A>
constexpr SessionUse session_use_in(TypeList<A...>) noexcept
{
    if (((std::same_as<A, Session&> || std::same_as<A, const Session&>) || ...))
        return SessionUse::loaded;
    return (std::same_as<A, LazySession&> || ...) ? SessionUse::lazy : SessionUse::none;
}

template <class F>
inline constexpr SessionUse session_use = session_use_in(typename Signature<F>::Parameters{});

} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
