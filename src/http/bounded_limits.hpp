#pragma once

#include <costrel/limits.hpp>

namespace costrel::inline v1::http {

// The limits with those that would overflow where they are reckoned with (milliseconds::max(), say)
// brought down to what is as good: a year, a GiB.
Limits bounded_limits(Limits limits) noexcept;

} // namespace costrel::inline v1::http
