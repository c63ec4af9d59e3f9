// A time as Django writes it, and a whole signed text around it.
#include "interop/base62.hpp"

#include "fuzz/input.hpp"

#include <costrel/interop/django.hpp>

#include <string>

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Input input(data, size);
    const auto number = interop::read_base62(input.rest());
    if (number && *number >= 0)
        require(interop::read_base62(interop::base62_of(static_cast<std::uint64_t>(*number))) ==
                    number,
                "a number that is written reads the same");

    static const auto format = interop::django({.secret_key = "a secret"});
    const std::string header = "sessionid=" + std::string(input.rest());
    require(format->open(CookieField(header), std::chrono::sys_seconds()).origin !=
                SessionOrigin::opened,
            "who has no key makes no session");
    return 0;
}
