#pragma once

#include <costrel/task.hpp>
#include <costrel/web/response.hpp>

#include <variant>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// What a handler returns: a response at once, or a task that will return one.
using Reply = std::variant<Response, Task<Response>>;

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
