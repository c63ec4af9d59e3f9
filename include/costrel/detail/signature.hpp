#pragma once

#include <concepts>
#include <type_traits>

namespace costrel {

class Request;
class Session;

namespace detail {

template <class... T>
struct TypeList {
};

/// What costrel passes to a handler by itself; every other parameter is a variable of the path.
template <class A>
inline constexpr bool is_injected = std::same_as<A, Request&> || std::same_as<A, const Request&> ||
                                    std::same_as<A, Session&> || std::same_as<A, const Session&>;

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

/// What a handler takes and gives.
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

template <class... A>
constexpr bool has_session(TypeList<A...>) noexcept
{
    return ((std::same_as<A, Session&> || std::same_as<A, const Session&>) || ...);
}

/// Whether a handler or a hook asks for the session.
template <class F>
inline constexpr bool takes_session = has_session(typename Signature<F>::Parameters{});

} // namespace detail

} // namespace costrel
