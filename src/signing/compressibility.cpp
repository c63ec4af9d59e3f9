#include "signing/compressibility.hpp"

#include "encoding/byte_block.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace costrel::inline v1::signing {

namespace {

constexpr std::size_t longest = 64; // bytes; beyond about 45 nothing is certain

using encoding::ByteBlock;

// A text of at most `longest` bytes, and zeros behind it.
using Room = std::array<char, longest + 2 * sizeof(ByteBlock)>;

// A bit for each byte of the text that comes again `distance` bytes later.
std::uint64_t bytes_again(const Room& room, std::size_t size, std::size_t distance) noexcept
{
    std::uint64_t bits = 0;
    for (std::size_t at = 0; at + distance < size; at += sizeof(ByteBlock)) {
        const auto equal =
            encoding::block_at(&room[at]) == encoding::block_at(&room[at + distance]);
        bits |= std::uint64_t{encoding::bits_of(equal)} << at;
    }
    const std::uint64_t of_text = ~std::uint64_t{0} >> (longest - (size - distance));
    return bits & of_text;
}

// Whether any three bytes stand in the text twice.
bool repeats_three(const Room& room, std::size_t size) noexcept
{
    for (std::size_t distance = 1; distance + 3 <= size; ++distance) {
        const std::uint64_t again = bytes_again(room, size, distance);
        if ((again & again >> 1 & again >> 2) != 0)
            return true;
    }
    return false;
}

bool is_printable(std::string_view text) noexcept
{
    return !encoding::has_any(
        [](ByteBlock bytes) {
            return (bytes < encoding::all(0x20)) | (bytes > encoding::all(0x7e));
        },
        text);
}

using Characters = std::array<std::uint64_t, 2>; // a bit for each of ASCII

Characters characters_of(std::string_view text) noexcept
{
    Characters used{};
    for (const char c : text)
        used[static_cast<unsigned char>(c) / 64] |= std::uint64_t{1}
                                                    << static_cast<unsigned char>(c) % 64;
    return used;
}

std::size_t count(const Characters& characters) noexcept
{
    return static_cast<std::size_t>(std::popcount(characters[0]) + std::popcount(characters[1]));
}

// Whether the text is short and has nearly as many characters as bytes, which settles it. A match
// brings no character for the first time, so at most ten bytes are in matches. zlib's fixed codes
// take 8 bits less for each of these, 12 more for each match and 10 for the block, and the wrapping
// takes 64. Codes of their own take at least 66 bits to describe, and half a bit for each
// character; the literals, of which each character is one, take log2 of their number each.
bool is_short_and_varied(std::size_t size, std::size_t characters) noexcept
{
    return size <= 22 && characters + 10 >= size;
}

// No prefix code needs fewer bits for the literals and the end of the block: Shannon's bound, with
// each logarithm rounded down.
std::size_t literal_bits(std::string_view text) noexcept
{
    std::array<std::uint8_t, 128> counts{}; // of each character
    const auto log_of_all = static_cast<std::size_t>(std::bit_width(text.size() + 1) - 1);
    std::size_t bits = log_of_all; // the end of the block comes once
    for (const char c : text)
        ++counts[static_cast<unsigned char>(c)];
    for (const char c : text) {
        const unsigned others = counts[static_cast<unsigned char>(c)] - 1U;
        bits += log_of_all - static_cast<std::size_t>(std::bit_width(others));
    }
    return bits;
}

// Nor does zlib need fewer bits to describe the codes: the fields that are always there, the unused
// ends, below 0x20 and above 0x7e, and the end of the block and the distances.
constexpr std::size_t fixed_header_bits = 3 + 14 + 18 * 3 + 8 + 8 + 3;

std::size_t header_bits(const Characters& used) noexcept
{
    const auto [low, high] = used;
    const std::size_t characters = count(used);
    // Characters that are neighbours in ASCII are a run.
    const auto runs = static_cast<std::size_t>(std::popcount(low & ~(low << 1)) +
                                               std::popcount(high & ~(high << 1 | low >> 63)));
    const std::size_t gaps = runs - 1; // between the runs
    return fixed_header_bits + gaps + runs + (characters - runs) / 2;
}

} // namespace

bool is_surely_incompressible(std::string_view text) noexcept
{
    if (text.size() < 3)
        return true;
    if (text.size() > longest || !is_printable(text))
        return false;
    const Characters characters = characters_of(text);
    if (is_short_and_varied(text.size(), count(characters)))
        return true;
    Room room{};
    text.copy(room.data(), text.size());
    if (repeats_three(room, text.size()))
        return false;
    constexpr std::size_t wrapping = (2 + 4 + 2) * 8; // zlib's header and checksum, and the gain
    return literal_bits(text) + header_bits(characters) + wrapping > text.size() * 8;
}

} // namespace costrel::inline v1::signing
