#include "http/framing/field_line.hpp"

#include "encoding/byte_block.hpp"
#include "http/grammar.hpp"

#include <cstddef>

namespace costrel::inline v1::http {

namespace {

using encoding::all;
using encoding::ByteBlock;
using encoding::find_first;
using encoding::skip_until;

struct IsOtherThanLetterOrHyphen {
    auto operator()(ByteBlock bytes) const noexcept
    {
        const ByteBlock letter = (bytes | all(' ')) - all('a'); // its number, and more otherwise
        return (letter > all('z' - 'a')) & (bytes != all('-'));
    }
};

struct IsControl { // HTAB, too
    auto operator()(ByteBlock bytes) const noexcept
    {
        return (bytes < all(' ')) | (bytes == all('\x7F'));
    }
};

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
    while (end < line.size()) {
        if (line.size() - end < sizeof(ByteBlock))
            end += find_first(IsControl(), line.substr(end));
        if (end == line.size() || line[end] != '\t')
            return end;
        end = skip_until(IsControl(), line, end + 1);
    }
    return end;
}

} // namespace

std::size_t read_field_line(std::string_view input, Field& field) noexcept
{
    const std::size_t colon = end_of_name(input);
    if (colon == 0 || colon == input.size() || input[colon] != ':')
        return 0;
    const std::size_t end = end_of_value(input, colon + 1);
    if (input.size() - end < 2 || input[end] != '\r' || input[end + 1] != '\n')
        return 0;
    field = {input.substr(0, colon), trim(input.substr(colon + 1, end - colon - 1))};
    return end + 2;
}

} // namespace costrel::inline v1::http
