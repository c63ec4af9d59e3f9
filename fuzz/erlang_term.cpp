// A map in Erlang's external term format, from somebody who has the key of a Phoenix site.
#include "interop/erlang_term.hpp"

#include "fuzz/input.hpp"

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Input input(data, size);
    const auto map = interop::read_erlang_map(input.rest());
    if (!map)
        return 0;
    const auto written = interop::write_erlang_term(*map);
    require(written.has_value(), "what was read can be written");
    const auto again = interop::read_erlang_map(*written);
    require(again && *again == *map, "what was written reads the same");
    require(!interop::read_erlang_map(*written + "x"), "nothing stands behind the map");
    return 0;
}
