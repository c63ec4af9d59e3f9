#pragma once

namespace costrel::wire {

// How often this process has called accept4() so far.
unsigned accepts() noexcept;

} // namespace costrel::wire
