// A record of Flask-Session, from somebody who can write into its Redis.
#include "interop/msgpack.hpp"

#include "fuzz/input.hpp"

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Input input(data, size);
    const auto map = interop::read_msgpack(input.rest());
    const auto written =
        map ? interop::write_msgpack(*map) : Result<std::string, CannotCarry>(CannotCarry{});
    if (!written) // a number beyond 64 bits, or deeper than is written
        return 0;
    const auto again = interop::read_msgpack(*written);
    require(again.has_value(), "what was written can be read");
    const auto twice = interop::write_msgpack(*again);
    require(twice && *twice == *written, "what was written reads the same"); // NaN is not itself
    return 0;
}
