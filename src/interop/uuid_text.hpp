#pragma once

#include <costrel/value.hpp>

#include <cstddef>
#include <span>

namespace costrel::inline v1::interop {

// A UUID of version 4 (RFC 9562 section 5.4) of 16 random bytes.
inline Uuid random_uuid(std::span<const std::byte> random)
{
    Uuid uuid;
    for (std::size_t i = 0; i < uuid.bytes.size(); ++i)
        uuid.bytes[i] = std::to_integer<std::uint8_t>(random[i]);
    uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0f) | 0x40);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3f) | 0x80);
    return uuid;
}

} // namespace costrel::inline v1::interop
