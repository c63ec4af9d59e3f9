#include "signing/random.hpp"

#include "signing/openssl_error.hpp"

#include <climits>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace costrel::inline v1::signing {

void fill_random(std::span<unsigned char> out)
{
    while (!out.empty()) {
        const auto piece = out.first(std::min<std::size_t>(out.size(), INT_MAX));
        if (RAND_bytes(piece.data(), static_cast<int>(piece.size())) != 1)
            throw std::runtime_error("costrel: OpenSSL has no random bytes (" +
                                     take_openssl_error() +
                                     "); check the system's entropy and its FIPS configuration");
        out = out.subspan(piece.size());
    }
}

void fill_random(std::span<std::byte> out)
{
    fill_random({reinterpret_cast<unsigned char*>(out.data()), out.size()});
}

} // namespace costrel::inline v1::signing
