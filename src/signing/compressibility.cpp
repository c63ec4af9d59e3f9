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

constexpr std::size_t very_short = 24;

// False only when no three bytes stand in the text twice, and mostly then, if it is very short.
bool may_repeat_three(std::string_view text) noexcept
{
    constexpr unsigned number_bits = 10;
    std::array<unsigned char, 1 << number_bits> seen{};
    unsigned again = 0;
    std::uint32_t three = 0;
    for (const char c : text) {
        three = three << 8 | static_cast<unsigned char>(c) << 8;
        unsigned char& place = seen[three * 0x9E37'79B1U >> (32 - number_bits)];
        again |= place;
        place = 1;
    }
    return again != 0;
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

// What is known of a text of printable ASCII.
struct Statistics {
    std::array<std::uint8_t, 128> count{}; // of each character
    std::array<std::uint64_t, 2> used{};   // a bit for each character that is there
};

Statistics collect(std::string_view text) noexcept
{
    Statistics statistics;
    for (const char character : text) {
        const auto c = static_cast<unsigned char>(character);
        ++statistics.count[c];
        statistics.used[c / 64] |= std::uint64_t{1} << c % 64;
    }
    return statistics;
}

// No prefix code needs fewer bits for the literals and the end of the block: Shannon's bound, with
// each logarithm rounded down.
std::size_t literal_bits(std::string_view text, const Statistics& statistics) noexcept
{
    const auto log_of_all = static_cast<std::size_t>(std::bit_width(text.size() + 1) - 1);
    std::size_t bits = log_of_all; // the end of the block comes once
    for (const char c : text) {
        const unsigned others = statistics.count[static_cast<unsigned char>(c)] - 1U;
        bits += log_of_all - static_cast<std::size_t>(std::bit_width(others));
    }
    return bits;
}

// Nor does zlib need fewer bits to describe the codes: the fields that are always there, the unused
// ends, below 0x20 and above 0x7e, and the end of the block and the distances.
constexpr std::size_t fixed_header_bits = 3 + 14 + 18 * 3 + 8 + 8 + 3;

std::size_t header_bits(const Statistics& statistics) noexcept
{
    const auto [low, high] = statistics.used;
    const auto characters = static_cast<std::size_t>(std::popcount(low) + std::popcount(high));
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
    if (text.size() > very_short || may_repeat_three(text)) {
        Room room{};
        text.copy(room.data(), text.size());
        if (repeats_three(room, text.size()))
            return false;
    }
    constexpr std::size_t wrapping = (2 + 4 + 2) * 8; // zlib's header and checksum, and the gain
    const std::size_t all = text.size() * 8;
    if (fixed_header_bits + wrapping + text.size() > all) // a literal takes a bit at least
        return true;
    const Statistics statistics = collect(text);
    return literal_bits(text, statistics) + header_bits(statistics) + wrapping > all;
}

} // namespace costrel::inline v1::signing
