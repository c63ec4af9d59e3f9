#pragma once

namespace costrel::inline v1::wire {

// How often this process has called accept4() so far.
unsigned accepts() noexcept;

} // namespace costrel::inline v1::wire
