#include "interop/random_text.hpp"

#include <vector>

namespace costrel::inline v1::interop {

std::string random_text(std::span<const std::byte> random, std::size_t length,
                        std::string_view alphabet)
{
    std::vector<unsigned> number;
    for (const std::byte byte : random)
        number.push_back(std::to_integer<unsigned>(byte));
    const auto base = static_cast<unsigned>(alphabet.size());
    std::string text;
    while (text.size() < length) {
        unsigned remainder = 0;
        for (unsigned& digit : number) {
            const unsigned value = remainder << 8 | digit;
            digit = value / base;
            remainder = value % base;
        }
        text += alphabet[remainder];
    }
    return text;
}

bool consists_of(std::string_view text, std::string_view alphabet) noexcept
{
    return text.find_first_not_of(alphabet) == text.npos;
}

} // namespace costrel::inline v1::interop
