#pragma once

#include <cstddef>

namespace costrel::inline v1::encoding {

// Memory of coroutines that a thread keeps for the next ones. The frame of a request is larger than
// what an allocator has at hand for each thread: a third of what a handler that is a Task costs
// more than a plain one was looking for that memory and giving it back.

// At least `size` bytes. Throws std::bad_alloc.
void* take_frame(std::size_t size);
// `size` is what take_frame() was asked for. The memory may come from another thread.
void give_frame(void* frame, std::size_t size) noexcept;

} // namespace costrel::inline v1::encoding
