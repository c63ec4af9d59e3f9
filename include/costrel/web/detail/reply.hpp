#pragma once

#include <costrel/task.hpp>
#include <costrel/web/response.hpp>

#include <variant>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// What a handler gives: a response at once, or a task that will give one.
using Reply = std::variant<Response, Task<Response>>;

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
