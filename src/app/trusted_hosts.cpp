#include "app/trusted_hosts.hpp"

#include "http/framing/authority.hpp"
#include "http/grammar.hpp"

#include <costrel/config.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace costrel::inline v1 {

namespace {

std::string_view without_port(std::string_view host) noexcept
{
    if (host.starts_with('['))
        return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

constexpr bool is_upper(char c) noexcept
{
    return c >= 'A' && c <= 'Z';
}

// Eight characters at a time: every request comes by. Of the bits 0x60 a capital has 0x40 alone, as
// few other characters of a host do.
bool has_upper(std::string_view text) noexcept
{
    constexpr std::uint64_t each = 0x0101'0101'0101'0101;
    const auto capitals_at = [&](std::size_t position) noexcept {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + position, sizeof word);
        return word & each * 0x40 & ~((word & each * 0x20) << 1);
    };
    constexpr std::size_t step = sizeof(std::uint64_t);
    if (text.size() >= step) {
        std::uint64_t found = capitals_at(text.size() - step); // overlaps the last of the loop
        for (std::size_t position = 0; position + step <= text.size(); position += step)
            found |= capitals_at(position);
        if (found == 0)
            return false;
    }
    return std::any_of(text.begin(), text.end(), is_upper);
}

// The colon before the port, if there is one: only digits follow it. Those of an IPv6 address stand
// before its bracket.
std::size_t colon_of_port(std::string_view host) noexcept
{
    std::size_t end = host.size();
    while (end > 0 && http::is_digit(host[end - 1]))
        --end;
    return end > 0 && host[end - 1] == ':' ? end - 1 : host.npos;
}

} // namespace

std::string_view normalized_host(std::string_view host, std::string_view scheme,
                                 std::string& storage)
{
    const std::string_view port = scheme == "https" ? ":443" : ":80";
    if (host.ends_with(port))
        host.remove_suffix(port.size());
    const std::size_t colon = colon_of_port(host);
    // A URL has one spelling for a port: no zeros in front, so no 0, and not empty.
    if (colon != host.npos && (colon + 1 == host.size() || host[colon + 1] == '0'))
        return {};
    if (!has_upper(host))
        return host;
    std::string lower(host);
    std::transform(lower.begin(), lower.end(), lower.begin(), http::to_lower);
    storage = std::move(lower);
    return storage;
}

bool is_trusted_host(std::string_view host, std::span<const std::string> trusted) noexcept
{
    const std::string_view name = without_port(host);
    if (name.empty())
        return false;
    return std::any_of(trusted.begin(), trusted.end(), [&](std::string_view element) {
        const bool with_subdomains = element.starts_with('.');
        if (with_subdomains)
            element.remove_prefix(1);
        element = without_port(element);
        if (http::equal_ignoring_case(name, element))
            return true;
        if (!with_subdomains || name.size() <= element.size())
            return false;
        const std::size_t dot = name.size() - element.size() - 1;
        return name[dot] == '.' && http::equal_ignoring_case(name.substr(dot + 1), element);
    });
}

void check_trusted_hosts(std::span<const std::string> trusted)
{
    for (std::string_view element : trusted) {
        if (element.starts_with('.'))
            element.remove_prefix(1);
        if (!http::is_authority(element))
            throw ConfigError("costrel: trusted_hosts must hold host names such as example.com, or "
                              ".example.com for the domain and all below it; an international name "
                              "as xn--…, not \"" +
                              std::string(element) + "\"");
    }
}

} // namespace costrel::inline v1
