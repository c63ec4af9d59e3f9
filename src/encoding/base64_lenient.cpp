// The base64 that Python's binascii.a2b_base64 reads when it is not told to be strict.
#include "encoding/base64.hpp"

#include <array>
#include <cstdint>

namespace costrel::inline v1::encoding {

namespace {

enum class Alphabet { standard, both };

constexpr std::uint8_t no_value = 0xff;

constexpr std::array<std::uint8_t, 256> digits_of(Alphabet alphabet)
{
    std::array<std::uint8_t, 256> digits{};
    digits.fill(no_value);
    for (std::uint8_t i = 0; i < 26; ++i) {
        digits[static_cast<std::size_t>('A' + i)] = i;
        digits[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(26 + i);
    }
    for (std::uint8_t i = 0; i < 10; ++i)
        digits[static_cast<std::size_t>('0' + i)] = static_cast<std::uint8_t>(52 + i);
    digits['+'] = 62;
    digits['/'] = 63;
    if (alphabet == Alphabet::both) {
        digits['-'] = 62;
        digits['_'] = 63;
    }
    return digits;
}

constexpr auto standard_digits = digits_of(Alphabet::standard);
constexpr auto both_digits = digits_of(Alphabet::both);

// Reads `text` followed by `extra_padding` characters '='.
bool decode(std::string_view text, std::size_t extra_padding,
            const std::array<std::uint8_t, 256>& digits, std::string& out)
{
    out.clear();
    out.reserve(text.size() / 4 * 3 + 3);
    unsigned position = 0; // in the group of four
    unsigned left = 0;     // bits of the last digit that no byte has taken yet
    unsigned padding = 0;  // '=' since the last digit

    for (std::size_t i = 0; i < text.size() + extra_padding; ++i) {
        const char c = i < text.size() ? text[i] : '=';
        if (c == '=') {
            if (position >= 2 && position + ++padding >= 4)
                return true; // Python stops here, whatever follows
            continue;
        }
        const unsigned value = digits[static_cast<unsigned char>(c)];
        if (value == no_value)
            continue;
        padding = 0;
        switch (position) {
        case 0:
            left = value;
            break;
        case 1:
            out.push_back(static_cast<char>(left << 2 | value >> 4));
            left = value & 15;
            break;
        case 2:
            out.push_back(static_cast<char>(left << 4 | value >> 2));
            left = value & 3;
            break;
        default:
            out.push_back(static_cast<char>(left << 6 | value));
        }
        position = (position + 1) % 4;
    }
    if (position == 0)
        return true;
    out.clear();
    return false;
}

} // namespace

bool base64url_decode(std::string_view text, std::string& out)
{
    return decode(text, (4 - text.size() % 4) % 4, both_digits, out);
}

bool base64_decode(std::string_view text, std::string& out)
{
    return decode(text, 0, standard_digits, out);
}

} // namespace costrel::inline v1::encoding
