#pragma once

#include <costrel/detail/function.hpp>
#include <costrel/detail/real_number.hpp>
#include <costrel/encoding/html.hpp>
#include <costrel/encoding/value.hpp>
#include <costrel/web/detail/reply.hpp>
#include <costrel/web/detail/signature.hpp>
#include <costrel/web/detail/variable_text.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

Session& session_of(Request& request);
LazySession& lazy_session_of(Request& request);
SessionInterface& sessions_of(Request& request);

using PathVariables = std::span<const std::string_view>;

/// Calls a handler whose type is forgotten. Nothing when a variable of the path does not fit the
/// handler's parameter (a number too large for it), so that the path is not found.
using Handler = Function<std::optional<Reply>(Request&, PathVariables)>;

template <class T>
inline constexpr bool is_task = false;
template <class T>
inline constexpr bool is_task<Task<T>> = true;

template <class T>
std::optional<T> read_variable(std::string_view text)
{
    if constexpr (std::same_as<T, std::string> || std::same_as<T, std::string_view>) {
        return T(text);
    } else if constexpr (std::same_as<T, Uuid>) {
        return Uuid::parse(text);
    } else if constexpr (std::floating_point<T>) {
        double value = 0;
        if (!read_real(text, value) || value > static_cast<double>(std::numeric_limits<T>::max()))
            return std::nullopt;
        return static_cast<T>(value);
    } else if constexpr (std::is_unsigned_v<T>) {
        const auto number = read_natural(text);
        if (!number || *number > std::numeric_limits<T>::max())
            return std::nullopt;
        return static_cast<T>(*number);
    } else {
        const auto number = read_integer(text);
        if (!number || *number > std::numeric_limits<T>::max() ||
            *number < std::numeric_limits<T>::min())
            return std::nullopt;
        return static_cast<T>(*number);
    }
}

template <class T>
Task<Response> respond_with(Task<T> task)
{
    co_return Response(co_await std::move(task));
}

/// Whether a coroutine may have these parameters: its caller's own are gone while it runs.
template <class... A>
consteval void check_coroutine(TypeList<A...>)
{
    static_assert(((is_injected<A> || !std::is_reference_v<A>)&&...),
                  "costrel: a coroutine takes the variables of the path by value: a reference "
                  "would dangle");
}

/// Whether F may be a handler.
template <class F>
consteval void check_handler()
{
    using R = typename Signature<F>::Result;
    if constexpr (is_task<R> || is_stream<R>)
        check_coroutine(typename Signature<F>::Parameters{});
    else
        static_assert(session_use<F> != SessionUse::lazy,
                      "costrel: only a coroutine can await a LazySession; a handler that is a "
                      "plain function takes Session&");
    static_assert(!std::is_member_function_pointer_v<F>,
                  "costrel: a member function needs its object: route a lambda that calls it");
    static_assert(!std::is_void_v<R> && !std::same_as<R, Task<void>>,
                  "costrel: a handler must return a Response, Html, "
                  "std::string, Value, or a Task of one of these");
    static_assert(!std::same_as<R, std::string_view>,
                  "costrel: a handler must not return a std::string_view: it may dangle; return "
                  "std::string");
    static_assert(!std::same_as<R, const char*>,
                  "costrel: a lambda that returns a literal needs a return type: "
                  "[](Request&) -> Response { return \"…\"; }");
}

/// Never empty: it is of the type that call() returns, so that a response is moved there once and
/// not twice.
template <class R>
std::optional<Reply> to_reply(R&& result)
{
    using T = std::remove_cvref_t<R>;
    if constexpr (std::same_as<T, Response> || std::same_as<T, Task<Response>>)
        return std::forward<R>(result);
    else if constexpr (is_task<T>)
        return respond_with(std::forward<R>(result));
    else if constexpr (is_stream<T>)
        return stream_response(std::forward<R>(result)); // declared beside Stream
    else
        return Response(std::forward<R>(result));
}

/// One parameter of a handler: what costrel injects, or the next variable of the path.
template <class A>
struct Argument {
    using T = std::remove_cvref_t<A>;
    std::optional<T> value;

    Argument(Request&, PathVariables variables, std::size_t& next)
        : value(read_variable<T>(variables[next++]))
    {
    }
    explicit operator bool() const { return value.has_value(); }
    A get()
    {
        if constexpr (std::is_reference_v<A>)
            return static_cast<A>(*value);
        else
            return *std::move(value);
    }
};
template <class A>
requires is_injected<A>
struct Argument<A> {
    Request& request;

    Argument(Request& r, PathVariables, std::size_t&) : request(r) {}
    explicit operator bool() const { return true; }
    A get()
    {
        if constexpr (std::same_as<std::remove_cvref_t<A>, Session>)
            return session_of(request);
        else if constexpr (std::same_as<A, LazySession&>)
            return lazy_session_of(request);
        else if constexpr (std::same_as<std::remove_cvref_t<A>, SessionInterface>)
            return sessions_of(request);
        else
            return request;
    }
};

template <class F, class... A>
std::optional<Reply> call(F& handler, [[maybe_unused]] Request& request,
                          [[maybe_unused]] PathVariables variables, TypeList<A...>)
{
    [[maybe_unused]] std::size_t next = 0;
    std::tuple<Argument<A>...> arguments{Argument<A>(request, variables, next)...}; // left to right
    return std::apply(
        [&](auto&... argument) -> std::optional<Reply> {
            if (!(static_cast<bool>(argument) && ...))
                return std::nullopt;
            return to_reply(handler(argument.get()...));
        },
        arguments);
}

/// The handler that is a function known while compiling.
template <auto F>
Handler function_handler()
{
    return [](Request& request, PathVariables variables) {
        auto* function = F;
        return call(function, request, variables, typename Signature<decltype(F)>::Parameters{});
    };
}

/// The handler that is a lambda or another object, which the application holds.
template <class F>
Handler object_handler(F object)
{
    return [object = std::move(object)](Request& request, PathVariables variables) mutable {
        return call(object, request, variables, typename Signature<F>::Parameters{});
    };
}

/// "index", from the compiler's name for this function: "… [with auto F = site::index; …" of g++,
/// "… [F = &site::index]" of clang. The arguments are left out of a function template's name, as
/// clang does, because compilers do not agree on their spelling.
template <auto F>
constexpr std::string_view function_name()
{
    std::string_view name = __PRETTY_FUNCTION__;
    name = name.substr(name.find("F = ") + 4);
    name = name.substr(0, name.find("; std::"));
    if (name.ends_with(']'))
        name.remove_suffix(1);
    if (name.ends_with('>')) {
        int depth = 0;
        do {
            depth += name.back() == '>' ? 1 : name.back() == '<' ? -1 : 0;
            name.remove_suffix(1);
        } while (depth > 0 && !name.empty());
    }
    if (const std::size_t colons = name.rfind("::"); colons != name.npos)
        name.remove_prefix(colons + 2);
    if (!name.empty() && name.front() == '&')
        name.remove_prefix(1);
    return name;
}

/// Its address stands for the function F at run time.
template <auto F>
inline constexpr char function_key = 0;

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
