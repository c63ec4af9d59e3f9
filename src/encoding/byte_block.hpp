#pragma once

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

// The first position from `at` on whose byte the test is true of, or one of the last fifteen. A
// test gives 0xFF for each byte that it is true of, and 0 for each other one.
template <class Test>
std::size_t skip_until(Test test, std::string_view text, std::size_t at) noexcept
{
    for (; at + sizeof(ByteBlock) <= text.size(); at += sizeof(ByteBlock)) {
        const auto found =
            std::bit_cast<std::array<std::uint64_t, 2>>(test(block_at(text.data() + at)));
        if ((found[0] | found[1]) == 0)
            continue;
        const std::uint64_t half = found[0] != 0 ? found[0] : found[1];
        const int bits = std::endian::native == std::endian::little ? std::countr_zero(half)
                                                                    : std::countl_zero(half);
        return at + (found[0] != 0 ? 0 : 8) + static_cast<std::size_t>(bits) / 8;
    }
    return at;
}

// Whether the test is true of any byte of the text.
template <class Test>
bool has_any(Test test, std::string_view text) noexcept
{
    ByteBlock last = all('a'); // which no test is true of
    if (text.size() >= sizeof last)
        last = block_at(text.data() + text.size() - sizeof last);
    else if (!text.empty()) // whose data() may be null
        std::memcpy(&last, text.data(), text.size());
    auto found = test(last);
    for (std::size_t at = 0; at + sizeof last < text.size(); at += sizeof last)
        found |= test(block_at(text.data() + at));
    const auto halves = std::bit_cast<std::array<std::uint64_t, 2>>(found);
    return (halves[0] | halves[1]) != 0;
}

} // namespace costrel::inline v1::encoding
