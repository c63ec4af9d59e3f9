#include "stores/redis/key_slot.hpp"

#include <array>
#include <cstdint>

namespace costrel::inline v1::stores {

namespace {

// CRC-16/XMODEM: polynomial 0x1021, nothing reflected, begins with 0.
constexpr auto table = [] {
    std::array<std::uint16_t, 256> made{};
    for (unsigned byte = 0; byte < made.size(); ++byte) {
        unsigned crc = byte << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
        made[byte] = static_cast<std::uint16_t>(crc);
    }
    return made;
}();

} // namespace

unsigned slot_of(std::string_view key) noexcept
{
    if (const std::size_t open = key.find('{'); open != std::string_view::npos)
        if (const std::size_t close = key.find('}', open + 1);
            close != std::string_view::npos && close > open + 1)
            key = key.substr(open + 1, close - open - 1);
    unsigned crc = 0;
    for (const char c : key)
        crc = (crc << 8 & 0xffff) ^ table[(crc >> 8 ^ static_cast<unsigned char>(c)) & 0xff];
    return crc % slot_count;
}

} // namespace costrel::inline v1::stores
