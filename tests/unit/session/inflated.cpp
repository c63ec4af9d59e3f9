#include "unit/session/inflated.hpp"

#include <zlib.h>

namespace {

thread_local std::size_t inflated = 0;

} // namespace

// The linker leads the library's calls of inflate() here.
extern "C" int __real_inflate(z_streamp stream, int flush);
extern "C" int __wrap_inflate(z_streamp stream, int flush);

extern "C" int __wrap_inflate(z_streamp stream, int flush)
{
    const uInt room = stream->avail_out;
    const int code = __real_inflate(stream, flush);
    inflated += room - stream->avail_out;
    return code;
}

std::size_t costrel::bytes_inflated() noexcept
{
    return inflated;
}
