#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// Texts looked at sixteen bytes at a time: what a client and a handler send is nearly all plain,
// and to see that takes most of the time that a byte costs.
namespace costrel::inline v1::encoding {

using ByteBlock [[gnu::vector_size(16)]] = unsigned char;

constexpr ByteBlock all(char c) noexcept
{
    const auto b = static_cast<unsigned char>(c);
    return ByteBlock{b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}

// The bytes that begin at `at`, all of which are there.
inline ByteBlock block_at(const char* at) noexcept
{
    ByteBlock block;
    std::memcpy(&block, at, sizeof block);
    return block;
}

// The first bytes of the text, and zeros where it has fewer than sixteen.
[[gnu::always_inline]] inline ByteBlock block_at(const char* text, std::size_t size) noexcept
{
    ByteBlock bytes{};
    if (size >= sizeof bytes) {
        std::memcpy(&bytes, text, sizeof bytes);
        return bytes;
    }
    if (std::endian::native != std::endian::little) {
        std::memcpy(&bytes, text, size);
        return bytes;
    }
    // A copy of so many bytes would be a call: two of a fixed size overlap in its place.
    std::array<std::uint64_t, 2> halves{};
    if (size >= 8) {
        std::memcpy(&halves[0], text, 8);
        if (size > 8) {
            std::memcpy(&halves[1], text + size - 8, 8);
            halves[1] >>= 8 * (16 - size);
        }
    } else if (size >= 4) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, text, 4);
        std::memcpy(&last, text + size - 4, 4);
        halves[0] = first | std::uint64_t{last} << (8 * (size - 4));
    } else {
        for (std::size_t i = size; i-- > 0;)
            halves[0] = halves[0] << 8 | static_cast<unsigned char>(text[i]);
    }
    return std::bit_cast<ByteBlock>(halves);
}

// A bit for each byte that a test was true of, the first byte's the lowest. A test gives 0xFF for
// each such byte, and 0 for each other one. A call would cost more than what it does.
template <class Bytes>
[[gnu::always_inline]] inline std::uint32_t bits_of(Bytes found) noexcept
{
#ifdef __SSE2__                                  // one instruction instead of a way through memory
    using Chars [[gnu::vector_size(16)]] = char; // what the compilers' word for it takes
    return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(reinterpret_cast<Chars>(found)));
#else
    const auto bits_of_half = [](std::uint64_t half) {
        if (std::endian::native != std::endian::little)
            half = __builtin_bswap64(half);
        constexpr std::uint64_t one_of_each = 0x0101'0101'0101'0101;
        constexpr std::uint64_t to_the_top = 0x0102'0408'1020'4080;
        return static_cast<std::uint32_t>((half & one_of_each) * to_the_top >> 56);
    };
    const auto halves = std::bit_cast<std::array<std::uint64_t, 2>>(found);
    return bits_of_half(halves[0]) | bits_of_half(halves[1]) << 8;
#endif
}

// The place of the first byte that a test was true of, or sixteen.
template <class Bytes>
[[gnu::always_inline]] inline std::size_t first_in(Bytes found) noexcept
{
    return static_cast<std::size_t>(std::countr_zero(bits_of(found) | 1U << sizeof found));
}

// The first position from `at` on whose byte the test is true of, or one of the last fifteen.
template <class Test>
std::size_t skip_until(Test test, std::string_view text, std::size_t at) noexcept
{
    for (; at + sizeof(ByteBlock) <= text.size(); at += sizeof(ByteBlock)) {
        const std::uint32_t found = bits_of(test(block_at(text.data() + at)));
        if (found != 0)
            return at + static_cast<unsigned>(std::countr_zero(found));
    }
    return at;
}

// The first position whose byte the test is true of, or the text's size.
template <class Test>
std::size_t find_first(Test test, std::string_view text) noexcept
{
    constexpr std::size_t step = sizeof(ByteBlock);
    const std::size_t size = text.size();
    if (size < step) // what is behind the text counts as its end
        return std::min(first_in(test(block_at(text.data(), size))), size);
    const std::size_t at = skip_until(test, text, 0);
    const std::size_t last = size - step;
    return at <= last ? at : last + first_in(test(block_at(text.data() + last)));
}

// All bytes of a text of at most fifteen, some of them twice, and else the letter a, which no test
// of this project is true of.
inline ByteBlock block_of_short(std::string_view text) noexcept
{
    ByteBlock block = all('a');
    const auto put_ends = [&](std::size_t size) {
        std::memcpy(&block, text.data(), size);
        std::memcpy(reinterpret_cast<char*>(&block) + size, text.data() + text.size() - size, size);
    };
    if (text.size() >= 8)
        put_ends(8);
    else if (text.size() >= 4)
        put_ends(4);
    else
        for (std::size_t i = 0; i < text.size(); ++i)
            block[i] = static_cast<unsigned char>(text[i]);
    return block;
}

// Whether the test is true of any byte of the text.
template <class Test>
bool has_any(Test test, std::string_view text) noexcept
{
    constexpr std::size_t step = sizeof(ByteBlock);
    auto found = test(text.size() < step ? block_of_short(text)
                                         : block_at(text.data() + text.size() - step));
    for (std::size_t at = 0; at + step < text.size(); at += step)
        found |= test(block_at(text.data() + at));
    return first_in(found) != sizeof found;
}

} // namespace costrel::inline v1::encoding
