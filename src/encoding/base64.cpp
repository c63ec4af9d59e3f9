#include "encoding/base64.hpp"

#include "encoding/byte_block.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace costrel::inline v1::encoding {

namespace {

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view urlsafe_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// No digit has this bit, so that four digits can be checked by one test of their union.
constexpr std::uint32_t not_a_digit = 0x8000'0000;

// What a character gives to the 24 bits of its group, where it stands `shift` bits from their end.
using Digits = std::array<std::uint32_t, 256>;

constexpr Digits urlsafe_digits(unsigned shift)
{
    Digits digits{};
    digits.fill(not_a_digit);
    for (std::uint32_t i = 0; i < urlsafe_alphabet.size(); ++i)
        digits[static_cast<unsigned char>(urlsafe_alphabet[i])] = i << shift;
    return digits;
}

constexpr Digits first_digits = urlsafe_digits(18);
constexpr Digits second_digits = urlsafe_digits(12);
constexpr Digits third_digits = urlsafe_digits(6);
constexpr Digits fourth_digits = urlsafe_digits(0);

// Twelve bytes are the sixteen digits of a block; two more are read.
constexpr std::size_t bytes_of_block = 12;
constexpr std::size_t read_of_block = 14;

std::uint64_t in_order(std::uint64_t word, std::endian order) noexcept
{
    return std::endian::native == order ? word : __builtin_bswap64(word);
}

// The six bits of each of the eight digits of six bytes, in a byte of its own. Eight are read.
std::uint64_t split(const char* bytes) noexcept
{
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    word = in_order(word, std::endian::big) >> 16;
    // The first of each pair goes to the lower half: of 24 bits, of 12, and of 6.
    word = word >> 24 | (word & 0xff'ffff) << 32;
    word = (word & 0x00ff'f000'00ff'f000) >> 12 | (word & 0x0000'0fff'0000'0fff) << 16;
    word = (word & 0x0fc0'0fc0'0fc0'0fc0) >> 6 | (word & 0x003f'003f'003f'003f) << 8;
    return in_order(word, std::endian::little);
}

// Letters and digits are runs of characters; the last two differ from one alphabet to the other.
void put_block(char* to, const char* bytes, std::string_view alphabet) noexcept
{
    const auto sixes =
        std::bit_cast<ByteBlock>(std::array{split(bytes), split(bytes + bytes_of_block / 2)});
    const auto where = [](auto mask, int step) {
        return std::bit_cast<ByteBlock>(mask) & all(static_cast<char>(step));
    };
    const ByteBlock digits = sixes + all('A') + where(sixes >= all(26), 'a' - 'A' - 26) +
                             where(sixes >= all(52), '0' - 'a' - 26) +
                             where(sixes == all(62), alphabet[62] - '0' - 10) +
                             where(sixes == all(63), alphabet[63] - '0' - 11);
    std::memcpy(to, &digits, sizeof digits);
}

void encode(std::string& out, std::string_view bytes, std::string_view alphabet)
{
    const std::size_t start = out.size();
    out.resize(start + base64url_size(bytes.size()));
    char* to = out.data() + start;
    const auto at = [bytes](std::size_t i) {
        return std::uint32_t{static_cast<std::uint8_t>(bytes[i])};
    };

    std::size_t i = 0;
    for (; i + read_of_block <= bytes.size(); i += bytes_of_block, to += sizeof(ByteBlock))
        put_block(to, bytes.data() + i, alphabet);
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[group >> 12 & 63];
        *to++ = alphabet[group >> 6 & 63];
        *to++ = alphabet[group & 63];
    }
    const std::size_t rest = bytes.size() - i;
    if (rest == 0)
        return;
    const std::uint32_t group = at(i) << 16 | (rest == 2 ? at(i + 1) << 8 : 0);
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[group >> 12 & 63];
    if (rest == 2)
        *to++ = alphabet[group >> 6 & 63];
}

// Writes the bytes of `text`, for which there is room at `to`. False when it is not canonical.
bool decode_canonical(std::string_view text, unsigned char* to) noexcept
{
    const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t rest = text.size() % 4;
    std::size_t i = 0;
    for (; i < text.size() - rest; i += 4) {
        const std::uint32_t group = first_digits[at(i)] | second_digits[at(i + 1)] |
                                    third_digits[at(i + 2)] | fourth_digits[at(i + 3)];
        if ((group & not_a_digit) != 0)
            return false;
        *to++ = static_cast<unsigned char>(group >> 16);
        *to++ = static_cast<unsigned char>(group >> 8);
        *to++ = static_cast<unsigned char>(group);
    }
    if (rest == 0)
        return true;
    if (rest == 1)
        return false;
    const std::uint32_t group =
        first_digits[at(i)] | second_digits[at(i + 1)] | (rest == 3 ? third_digits[at(i + 2)] : 0U);
    const std::uint32_t unused = rest == 3 ? 0xff : 0xffff;
    if ((group & (not_a_digit | unused)) != 0)
        return false;
    *to++ = static_cast<unsigned char>(group >> 16);
    if (rest == 3)
        *to = static_cast<unsigned char>(group >> 8);
    return true;
}

} // namespace

void base64url_encode(std::string& out, std::string_view bytes)
{
    encode(out, bytes, urlsafe_alphabet);
}

void base64_encode(std::string& out, std::string_view bytes)
{
    encode(out, bytes, standard_alphabet);
    if (bytes.size() % 3 != 0)
        out.append(3 - bytes.size() % 3, '=');
}

bool base64url_decode_canonical(std::string_view text, std::string& out)
{
    out.resize(text.size() / 4 * 3 + text.size() % 4 * 3 / 4);
    const bool good = decode_canonical(text, reinterpret_cast<unsigned char*>(out.data()));
    if (!good)
        out.clear();
    return good;
}

std::optional<std::size_t> base64url_decode_canonical(std::string_view text,
                                                      std::span<unsigned char> out) noexcept
{
    const std::size_t size = text.size() / 4 * 3 + text.size() % 4 * 3 / 4;
    if (size > out.size() || !decode_canonical(text, out.data()))
        return std::nullopt;
    return size;
}

} // namespace costrel::inline v1::encoding
