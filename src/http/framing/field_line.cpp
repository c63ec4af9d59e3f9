#include "http/framing/field_line.hpp"

#include "encoding/byte_block.hpp"
#include "http/grammar.hpp"

#include <cstddef>

namespace costrel::inline v1::http {

namespace {

using encoding::all;
using encoding::ByteBlock;
using encoding::skip_until;

struct IsOtherThanLetterOrHyphen {
    auto operator()(ByteBlock bytes) const noexcept
    {
        const ByteBlock folded = bytes | all(' ');
        const auto is_letter = (folded >= all('a')) & (folded <= all('z'));
        return ~(is_letter | (bytes == all('-')));
    }
};

struct IsControl { // HTAB, too
    auto operator()(ByteBlock bytes) const noexcept
    {
        return (bytes < all(' ')) | (bytes == all('\x7F'));
    }
};

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
