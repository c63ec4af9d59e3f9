#include "encoding/ascii.hpp"

#include <costrel/value.hpp>

namespace costrel::inline v1 {

std::optional<Uuid> Uuid::parse(std::string_view text)
{
    const bool dashed = text.size() == 36;
    if (text.size() != 32 && !dashed)
        return std::nullopt;

    Uuid uuid;
    std::size_t at = 0;
    for (std::size_t i = 0; i < uuid.bytes.size(); ++i) {
        if (dashed && (i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-')
            return std::nullopt;
        const int high = encoding::hex_digit(text[at]);
        const int low = encoding::hex_digit(text[at + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        uuid.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
        at += 2;
    }
    return uuid;
}

std::string Uuid::hex() const
{
    std::string out;
    out.reserve(32);
    for (const std::uint8_t byte : bytes) {
        out += encoding::hex_digits[byte >> 4];
        out += encoding::hex_digits[byte & 15];
    }
    return out;
}

std::string Uuid::text() const
{
    std::string out = hex();
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        out.insert(at, 1, '-');
    return out;
}

} // namespace costrel::inline v1
