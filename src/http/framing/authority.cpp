#include "http/framing/authority.hpp"

#include "http/grammar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace costrel::inline v1::http {

namespace {

// A name has at most 255 bytes (RFC 1035 section 2.3.4). What is longer only makes pages and URLs
// long that hold it.
constexpr std::size_t longest_authority = 255 + std::string_view(":65535").size();

bool is_port(std::string_view text) noexcept // RFC 3986 section 3.2.3: may be empty
{
    unsigned port = 0;
    for (char c : text) {
        if (!is_digit(c))
            return false;
        port = port * 10 + static_cast<unsigned>(c - '0');
        if (port > 65535)
            return false;
    }
    return true;
}

constexpr std::array<bool, 256> name_characters = [] {
    std::array<bool, 256> characters{};
    for (unsigned c = 0; c < 128; ++c)
        characters[c] = is_alpha(static_cast<char>(c)) || is_digit(static_cast<char>(c));
    for (const char c : {'-', '.', '_', '~'})
        characters[static_cast<unsigned char>(c)] = true;
    return characters;
}();

bool is_name(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return name_characters[static_cast<unsigned char>(c)];
    });
}

bool is_ipv4(std::string_view text) noexcept
{
    for (int part = 0; part < 4; ++part) {
        const std::size_t dot = text.find('.');
        if ((dot == std::string_view::npos) != (part == 3))
            return false;
        const std::string_view octet = text.substr(0, dot);
        unsigned value = 0;
        for (char c : octet) {
            if (!is_digit(c))
                return false;
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        if (octet.empty() || octet.size() > 3 || value > 255)
            return false;
        text.remove_prefix(part == 3 ? text.size() : dot + 1);
    }
    return true;
}

// What stands between the brackets. Groups are counted from left to right; "::" stands for at
// least one more.
bool is_ipv6(std::string_view text) noexcept
{
    int groups = 0;
    bool compressed = false;
    if (text.starts_with("::")) {
        compressed = true;
        text.remove_prefix(2);
        if (text.empty())
            return true;
    }
    for (;;) {
        const std::string_view group = text.substr(0, text.find(':'));
        if (group.size() == text.size() && group.find('.') != std::string_view::npos) {
            groups += 2;
            return is_ipv4(group) && (compressed ? groups < 8 : groups == 8);
        }
        if (group.empty() || group.size() > 4 ||
            !std::all_of(group.begin(), group.end(), [](char c) { return hex_digit(c) >= 0; }))
            return false;
        ++groups;
        text.remove_prefix(group.size());
        if (text.empty())
            return compressed ? groups < 8 : groups == 8;
        text.remove_prefix(1);
        if (text.starts_with(':')) {
            if (compressed)
                return false;
            compressed = true;
            text.remove_prefix(1);
            if (text.empty())
                return groups < 8;
        }
    }
}

} // namespace

bool is_authority(std::string_view text) noexcept
{
    if (text.size() > longest_authority)
        return false;
    if (text.starts_with('[')) {
        const std::size_t bracket = text.find(']');
        if (bracket == std::string_view::npos || !is_ipv6(text.substr(1, bracket - 1)))
            return false;
        const std::string_view rest = text.substr(bracket + 1);
        return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    }
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && !is_port(text.substr(colon + 1)))
        return false;
    return is_name(text.substr(0, colon));
}

} // namespace costrel::inline v1::http
