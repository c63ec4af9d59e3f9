#include "signing/timestamp.hpp"

#include "encoding/base64.hpp"

#include <array>
#include <cstddef>

namespace costrel::inline v1::signing {

namespace {

template <class Bytes>
std::uint64_t from_big_endian(const Bytes& bytes, std::size_t size)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[i]);
    return number;
}

} // namespace

void append_timestamp(std::string& out, std::uint64_t seconds)
{
    std::array<char, 8> bytes{};
    std::size_t first = bytes.size();
    for (; seconds != 0; seconds >>= 8)
        bytes[--first] = static_cast<char>(seconds & 0xff);
    encoding::base64url_encode(out, {bytes.data() + first, bytes.size() - first});
}

std::optional<std::uint64_t> read_timestamp(std::string_view text)
{
    std::string bytes;
    if (!encoding::base64url_decode(text, bytes) || bytes.size() > 8)
        return std::nullopt;
    return from_big_endian(bytes, bytes.size());
}

std::optional<std::uint64_t> read_canonical_timestamp(std::string_view text) noexcept
{
    std::array<unsigned char, 8> bytes{};
    const auto size = encoding::base64url_decode_canonical(text, bytes);
    if (!size || (*size > 0 && bytes[0] == 0))
        return std::nullopt;
    return from_big_endian(bytes, *size);
}

} // namespace costrel::inline v1::signing
