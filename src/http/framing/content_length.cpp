#include "http/framing/content_length.hpp"

#include "http/grammar.hpp"

namespace costrel::inline v1::http {

std::optional<std::uint64_t> parse_content_length(std::string_view value) noexcept
{
    if (value.empty() || value.size() > 19)
        return std::nullopt;
    std::uint64_t length = 0; // 19 nines fit
    for (char c : value) {
        if (!is_digit(c))
            return std::nullopt;
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (length > INT64_MAX)
        return std::nullopt;
    return length;
}

} // namespace costrel::inline v1::http
