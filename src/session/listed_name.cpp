#include "session/listed_name.hpp"

#include "signing/digest_method.hpp"

#include <array>

namespace costrel::inline v1::session {

std::string hashed_name(std::string_view name)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, signing::max_digest_size> hash;
    const std::size_t size = signing::compute_digest("sha256", std::array{name}, hash);
    std::string text = "\xFFsha256:";
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[hash[i] >> 4];
        text += digits[hash[i] & 15];
    }
    return text;
}

} // namespace costrel::inline v1::session
