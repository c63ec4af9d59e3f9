#pragma once

#include <costrel/response.hpp>
#include <costrel/task.hpp>

#include <variant>

namespace costrel::detail {

/// What a handler gives: a response at once, or a task that will give one.
using Reply = std::variant<Response, Task<Response>>;

} // namespace costrel::detail
