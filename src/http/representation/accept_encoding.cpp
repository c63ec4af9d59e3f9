#include "http/representation/accept_encoding.hpp"

#include "http/grammar.hpp"

namespace costrel::inline v1::http {

std::optional<std::uint16_t> parse_weight(std::string_view text) noexcept
{
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1'))
        return std::nullopt;
    if (text.size() > 1 && text[1] != '.')
        return std::nullopt;
    unsigned weight = text[0] == '1' ? 1000 : 0;
    unsigned unit = 100;
    for (const char c : text.substr(text.size() > 1 ? 2 : 1)) {
        if (!is_digit(c))
            return std::nullopt;
        weight += static_cast<unsigned>(c - '0') * unit;
        unit /= 10;
    }
    if (weight > 1000)
        return std::nullopt;
    return static_cast<std::uint16_t>(weight);
}

bool prefers_gzip(std::optional<std::string_view> field) noexcept
{
    if (!field)
        return false;
    std::optional<std::uint16_t> gzip;
    std::optional<std::uint16_t> identity;
    std::optional<std::uint16_t> any;
    for_each_element(*field, [&](std::string_view element) {
        const std::size_t semicolon = element.find(';');
        const std::string_view coding = trim(element.substr(0, semicolon));
        std::optional<std::uint16_t> weight = 1000;
        if (semicolon != element.npos) {
            const std::string_view parameter = trim(element.substr(semicolon + 1));
            if (parameter.size() < 2 || to_lower(parameter[0]) != 'q' || parameter[1] != '=')
                return;
            weight = parse_weight(parameter.substr(2));
        }
        if (!weight)
            return;
        std::optional<std::uint16_t>* named = nullptr;
        if (equal_ignoring_case(coding, "gzip") || equal_ignoring_case(coding, "x-gzip"))
            named = &gzip;
        else if (equal_ignoring_case(coding, "identity"))
            named = &identity;
        else if (coding == "*")
            named = &any;
        if (named && !*named)
            *named = weight;
    });
    const std::uint16_t wanted = gzip.value_or(any.value_or(0));
    // What is not named may be sent as it is, but was not asked for (RFC 9110 section 12.5.3).
    return wanted > 0 && wanted >= identity.value_or(0);
}

} // namespace costrel::inline v1::http
