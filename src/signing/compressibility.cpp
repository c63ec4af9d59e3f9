#include "signing/compressibility.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace costrel::inline v1::signing {

namespace {

constexpr std::size_t longest = 64; // bytes; beyond about 45 nothing is certain
constexpr std::uint8_t none = 0xff;

// What is known of a text of printable ASCII in which no three bytes stand twice.
struct Statistics {
    std::array<std::uint8_t, 128> count{}; // of each character
    std::array<std::uint64_t, 2> used{};   // a bit for each character that is there
};

// False when the text is not of that kind.
bool collect(std::string_view text, Statistics& statistics) noexcept
{
    std::array<std::uint8_t, 128> last; // where each character stood last,
    last.fill(none);
    std::array<std::uint8_t, longest> before; // and where the one at a place stood before that
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c > 0x7e)
            return false;
        for (std::size_t j = last[c]; j != none; j = before[j]) {
            if (i + 2 < text.size() && text[j + 1] == text[i + 1] && text[j + 2] == text[i + 2])
                return false;
        }
        before[i] = last[c];
        last[c] = static_cast<std::uint8_t>(i);
        ++statistics.count[c];
        statistics.used[c / 64] |= std::uint64_t{1} << c % 64;
    }
    return true;
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

// Nor does zlib need fewer bits to describe the codes.
std::size_t header_bits(const Statistics& statistics) noexcept
{
    const auto [low, high] = statistics.used;
    const auto characters = static_cast<std::size_t>(std::popcount(low) + std::popcount(high));
    // Characters that are neighbours in ASCII are a run.
    const auto runs = static_cast<std::size_t>(std::popcount(low & ~(low << 1)) +
                                               std::popcount(high & ~(high << 1 | low >> 63)));
    constexpr std::size_t fixed_part = 3 + 14 + 18 * 3;
    constexpr std::size_t unused_ends = 8 + 8; // below 0x20 and above 0x7e
    constexpr std::size_t end_of_block_and_distances = 3;
    const std::size_t gaps = runs - 1; // between the runs
    return fixed_part + unused_ends + gaps + runs + (characters - runs) / 2 +
           end_of_block_and_distances;
}

} // namespace

bool is_surely_incompressible(std::string_view text) noexcept
{
    if (text.size() < 3)
        return true;
    Statistics statistics;
    if (text.size() > longest || !collect(text, statistics))
        return false;
    constexpr std::size_t wrapping = (2 + 4 + 2) * 8; // zlib's header and checksum, and the gain
    return literal_bits(text, statistics) + header_bits(statistics) + wrapping > text.size() * 8;
}

} // namespace costrel::inline v1::signing
