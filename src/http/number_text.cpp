#include "encoding/ascii.hpp"

#include <costrel/web/detail/number_text.hpp>

#include <charconv>
#include <string>
#include <system_error>

namespace costrel::inline v1::detail {

namespace {

constexpr std::size_t longest_number = 400; // Python reads ten times as much; none of it fits

std::string_view stripped(std::string_view text) noexcept
{
    constexpr std::string_view blank = " \t\n\v\f\r\x1c\x1d\x1e\x1f"; // of str.strip()
    const std::size_t first = text.find_first_not_of(blank);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

// The text without the underscores between its digits, and without a plus sign; nothing when an
// underscore stands elsewhere.
std::optional<std::string> plain(std::string_view text)
{
    text = stripped(text);
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-')
        text.remove_prefix(1);
    if (text.empty() || text.size() > longest_number)
        return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool joins = text[i] == '_' && i > 0 && i + 1 < text.size() &&
                           encoding::is_digit(text[i - 1]) && encoding::is_digit(text[i + 1]);
        if (text[i] == '_' && !joins)
            return std::nullopt;
        if (!joins)
            digits += text[i];
    }
    return digits;
}

template <class T>
std::optional<T> read(std::string_view text)
{
    const auto digits = plain(text);
    if (!digits)
        return std::nullopt;
    T number{};
    const char* const end = digits->data() + digits->size();
    const auto [stop, error] = std::from_chars(digits->data(), end, number);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    return number;
}

} // namespace

std::optional<std::int64_t> read_signed(std::string_view text)
{
    return read<std::int64_t>(text);
}

std::optional<std::uint64_t> read_unsigned(std::string_view text)
{
    return read<std::uint64_t>(text);
}

std::optional<double> read_real(std::string_view text)
{
    if (text.find('(') != text.npos) // "nan(…)" is C's
        return std::nullopt;
    return read<double>(text);
}

} // namespace costrel::inline v1::detail
