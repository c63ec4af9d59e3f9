#include "app/trusted_hosts.hpp"

#include "http/framing/authority.hpp"
#include "http/grammar.hpp"

#include <costrel/config.hpp>

#include <algorithm>

namespace costrel {

namespace {

std::string_view without_port(std::string_view host) noexcept
{
    if (host.starts_with('['))
        return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

} // namespace

std::string_view normalized_host(std::string_view host, std::string_view scheme,
                                 std::string& storage)
{
    const std::string_view port = scheme == "https" ? ":443" : ":80";
    if (host.ends_with(port))
        host.remove_suffix(port.size());
    std::size_t colon = host.npos; // before the port
    bool has_upper = false;
    for (std::size_t i = 0; i < host.size(); ++i) { // once: every request comes by
        has_upper = has_upper || (host[i] >= 'A' && host[i] <= 'Z');
        if (host[i] == ':')
            colon = i;
        else if (host[i] == ']') // what came before was an IPv6 address
            colon = host.npos;
    }
    // A URL has one spelling for a port: no zeros in front, so no 0, and not empty.
    if (colon != host.npos && (colon + 1 == host.size() || host[colon + 1] == '0'))
        return {};
    if (!has_upper)
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

} // namespace costrel
