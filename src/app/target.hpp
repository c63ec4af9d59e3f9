#pragma once

#include "app/route_table.hpp"
#include "http/message.hpp"
#include "routing/tree.hpp"

#include <costrel/method.hpp>
#include <costrel/request.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

class RouteIndex;

// What the path and the method of a request lead to.
class detail::Target {
public:
    enum class Kind : std::uint8_t {
        handler,  // of route()
        options,  // of route(), or of the server itself: `allowed` is the response
        redirect, // to `text`, a path
        error,    // `status`: 400, 404 or 405
    };
    // How the response comes about.
    enum class Way : std::uint8_t {
        plain,    // at once
        blocking, // at once, in a thread of the pool
        task,     // when a coroutine has ended
        stream,   // when a coroutine yields its beginning
    };

    // To begin with an error: RouteIndex says what it is.
    Target(const routing::Tree& tree, const http::Message& message);
    Target(Target&& other) noexcept;
    Target& operator=(Target&&) = delete;
    ~Target() = default;

    Way way() const noexcept
    {
        if (kind != Kind::handler)
            return Way::plain;
        return route->is_stream     ? Way::stream
               : route->is_task     ? Way::task
               : route->is_blocking ? Way::blocking
                                    : Way::plain;
    }
    // Whose handler is asked; nullptr when none is.
    RouteTable::Route* asked() const noexcept { return kind == Kind::handler ? route : nullptr; }
    // The path, decoded, in which an encoded slash is a slash; nothing when it was not looked at,
    // or cannot be decoded. Good until the target is moved.
    std::optional<std::string_view> path() const noexcept { return path_; }
    std::span<const std::string_view> variables() const noexcept { return match_.variables(); }
    // The innermost scope that runs around the response, in the table's scopes().
    std::size_t scope() const noexcept { return route ? route->scope : 0; }

    // What was asked for is not looked at: 400 with that description, as if there were no routes.
    void reject(std::string description) noexcept;

    Kind kind = Kind::error;
    int status = 0;
    RouteTable::Route* route = nullptr; // that the path leads to, if any
    std::size_t route_index = static_cast<std::size_t>(-1);
    Methods allowed{};
    std::string text{}; // the location of a redirect; the description of an error that has one

private:
    friend class costrel::RouteIndex;

    std::string decoded_; // what path_ and the variables are views into, unless it is the message
    std::optional<std::string_view> path_;
    routing::Match match_;
};
using detail::Target;

} // namespace costrel::inline v1
