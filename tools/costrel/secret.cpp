#include "commands.hpp"
#include "signing/random.hpp"

#include <array>
#include <cstdio>

namespace costrel::inline v1::command {

int secret()
{
    std::array<unsigned char, 32> bytes{};
    signing::fill_random(bytes);
    for (const unsigned char byte : bytes)
        std::printf("%02x", byte);
    std::printf("\n");
    return 0;
}

} // namespace costrel::inline v1::command
