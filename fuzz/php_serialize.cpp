// A session of PHP: the first line tells whether it is one serialized array or names and values.
#include "interop/php_serialize.hpp"

#include "fuzz/input.hpp"

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const bool array = input.line() == "array";
    const auto read = array ? interop::php_unserialize : interop::php_session_decode;
    const auto write = array ? interop::php_serialize : interop::php_session_encode;
    const auto session = read(input.rest());
    if (!session)
        return 0;
    // Only names can stand in a text that no writer makes.
    const auto written = write(*session);
    if (!written)
        return 0;
    const auto again = read(*written);
    require(again && *again == *session, "what was written reads the same");
    return 0;
}
