#pragma once

namespace costrel::inline v1::wire {

// How often this process has called send() so far.
unsigned sends() noexcept;

} // namespace costrel::inline v1::wire
