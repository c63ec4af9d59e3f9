#include "http/framing/field_line.hpp"

#include "http/grammar.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace costrel::inline v1::http {

namespace {

// Field lines are most of what a browser sends, so sixteen bytes are looked at at a time, and once.
using Bytes [[gnu::vector_size(16)]] = unsigned char;

constexpr Bytes all(char c) noexcept
{
    const auto b = static_cast<unsigned char>(c);
    return Bytes{b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}

struct IsOtherThanLetterOrHyphen {
    auto operator()(Bytes bytes) const noexcept
    {
        const Bytes folded = bytes | all(0x20);
        const auto is_letter = (folded >= all('a')) & (folded <= all('z'));
        return ~(is_letter | (bytes == all('-')));
    }
};

struct IsControl { // HTAB, too
    auto operator()(Bytes bytes) const noexcept
    {
        return (bytes < all(0x20)) | (bytes == all(0x7F));
    }
};

// The first position from `at` on whose byte the test is true of, or one of the last fifteen.
template <class Test>
std::size_t skip_until(Test test, std::string_view text, std::size_t at) noexcept
{
    for (; at + sizeof(Bytes) <= text.size(); at += sizeof(Bytes)) {
        Bytes bytes;
        std::memcpy(&bytes, text.data() + at, sizeof bytes);
        const auto found = std::bit_cast<std::array<std::uint64_t, 2>>(test(bytes));
        if ((found[0] | found[1]) == 0)
            continue;
        const std::uint64_t half = found[0] != 0 ? found[0] : found[1];
        const int bits = std::endian::native == std::endian::little ? std::countr_zero(half)
                                                                    : std::countl_zero(half);
        return at + (found[0] != 0 ? 0 : 8) + static_cast<std::size_t>(bits) / 8;
    }
    return at;
}

bool is_value_character(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
}

std::size_t end_of_name(std::string_view line) noexcept
{
    std::size_t end = skip_until(IsOtherThanLetterOrHyphen(), line, 0);
    while (end < line.size() && is_tchar(line[end]))
        ++end;
    return end;
}

std::size_t end_of_value(std::string_view line, std::size_t begin) noexcept
{
    std::size_t end = skip_until(IsControl(), line, begin);
    while (end < line.size() && is_value_character(line[end]))
        end = line[end] == '\t' ? skip_until(IsControl(), line, end + 1) : end + 1;
    return end;
}

} // namespace

bool read_field_line(std::string_view input, FieldLine& line) noexcept
{
    const std::size_t colon = end_of_name(input);
    if (colon == 0 || colon == input.size() || input[colon] != ':')
        return false;
    const std::size_t end = end_of_value(input, colon + 1);
    if (input.size() - end < 2 || input[end] != '\r' || input[end + 1] != '\n')
        return false;
    line.field = {input.substr(0, colon), trim(input.substr(colon + 1, end - colon - 1))};
    line.size = end + 2;
    return true;
}

} // namespace costrel::inline v1::http
