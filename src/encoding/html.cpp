#include "encoding/html_text.hpp"
#include "encoding/number_text.hpp"

#include <costrel/html.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace costrel::inline v1 {

namespace {

// Most of a page is text without any character to escape, so sixteen bytes are looked at at a time.
using Block [[gnu::vector_size(16)]] = unsigned char;

constexpr Block block_of_all(char c) noexcept
{
    const auto b = static_cast<unsigned char>(c);
    return Block{b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}

// The first bytes of the text, and zeros where it has fewer than sixteen.
Block block_of(const char* text, std::size_t size) noexcept
{
    Block bytes{};
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
    return std::bit_cast<Block>(halves);
}

struct IsMarkup {
    auto operator()(Block bytes) const noexcept
    {
        // & and ' differ in their lowest bit alone, < and > in the one above it.
        return ((bytes | block_of_all(1)) == block_of_all('\'')) |
               ((bytes | block_of_all(2)) == block_of_all('>')) | (bytes == block_of_all('"'));
    }
};

struct IsMarkupOrNotAscii {
    auto operator()(Block bytes) const noexcept
    {
        return IsMarkup()(bytes) | (bytes & block_of_all('\x80'));
    }
};

// The first position from `at` on whose byte the test is true of, or the end.
template <class Test>
std::size_t end_of_plain(Test test, std::string_view text, std::size_t at) noexcept
{
    for (; at < text.size(); at += sizeof(Block)) {
        const auto found = std::bit_cast<std::array<std::uint64_t, 2>>(
            test(block_of(text.data() + at, text.size() - at)));
        if ((found[0] | found[1]) == 0)
            continue;
        const std::uint64_t half = found[0] != 0 ? found[0] : found[1];
        const int bits = std::endian::native == std::endian::little ? std::countr_zero(half)
                                                                    : std::countl_zero(half);
        return at + (found[0] != 0 ? 0 : 8) + static_cast<std::size_t>(bits) / 8;
    }
    return text.size();
}

constexpr std::string_view reference_of(char special) noexcept
{
    switch (special) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&#34;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

// Appends the text up to the first byte that is found and not special.
template <class Test>
std::size_t append_html_until(std::string& out, std::string_view text, Test test)
{
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = end_of_plain(test, text, begin);
        out.append(text, begin, end - begin);
        if (end == text.size())
            return end;
        const std::string_view reference = reference_of(text[end]);
        if (reference.empty())
            return end;
        out += reference;
        begin = end + 1;
    }
}

} // namespace

namespace encoding {

std::size_t append_html_of_ascii(std::string& out, std::string_view text)
{
    return append_html_until(out, text, IsMarkupOrNotAscii());
}

} // namespace encoding

Html escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    append_html(out, text);
    return Html::trusted(std::move(out));
}

void append_html(std::string& out, std::string_view text)
{
    append_html_until(out, text, IsMarkup());
}

void append_html(std::string& out, bool value)
{
    out += value ? "True" : "False";
}

void append_html(std::string& out, std::int64_t value)
{
    encoding::append_integer(out, value);
}

void append_html(std::string& out, std::uint64_t value)
{
    encoding::append_integer(out, value);
}

void append_html(std::string& out, double value)
{
    if (std::isnan(value))
        out += "nan";
    else if (std::isinf(value))
        out += value < 0 ? "-inf" : "inf";
    else
        encoding::append_float(out, value);
}

namespace detail {

void append_until_braces(std::string& out, std::string_view& format)
{
    const std::size_t braces = format.find("{}");
    out += format.substr(0, braces);
    format.remove_prefix(braces == format.npos ? format.size() : braces + 2);
}

} // namespace detail

} // namespace costrel::inline v1
