#include "stores/memcached/options.hpp"

#include "encoding/percent.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

constexpr std::uint16_t usual_port = 11'211;
constexpr std::size_t longest_prefix = 100; // of a key's 250 bytes

[[noreturn]] void reject(const char* what)
{
    throw ConfigError(std::string("costrel: the URL of a memcached store ") + what +
                      "; it has the form memcached://host:port or memcached:///path/of/socket");
}

std::string decoded(std::string_view text)
{
    std::string out;
    if (!encoding::append_percent_decoded(out, text))
        reject("has a % that is not followed by two hexadecimal digits");
    return out;
}

std::uint16_t port_in(std::string_view text)
{
    std::uint16_t port = usual_port;
    if (text.empty())
        return port;
    text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0)
        reject("has a port that is not a number up to 65535");
    return port;
}

Addresses addresses_in(std::string_view authority)
{
    if (authority.find_first_of("@,/#") != std::string_view::npos)
        reject("has a user, several hosts or a path, which there are none of");
    std::size_t colon = authority.rfind(':');
    std::string_view host = authority.substr(0, colon);
    if (authority.starts_with('[')) { // an address of IPv6
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos)
            reject("has a [ without its ]");
        host = authority.substr(1, end - 1);
        colon = end + 1 < authority.size() ? end + 1 : std::string_view::npos;
        if (colon != std::string_view::npos && authority[colon] != ':')
            reject("has something between its host and its port");
    }
    if (host.empty())
        reject("names no host");
    return Addresses(
        decoded(host),
        port_in(colon == std::string_view::npos ? std::string_view() : authority.substr(colon)));
}

void check_prefix(std::string_view prefix)
{
    const auto is_sign = [](char character) { return character > ' ' && character < '\x7f'; };
    if (prefix.size() > longest_prefix || !std::ranges::all_of(prefix, is_sign))
        throw ConfigError("costrel: the prefix of a memcached store is at most 100 letters, digits "
                          "and signs, without spaces");
}

} // namespace

MemcachedSettings memcached_settings(const MemcachedStoreOptions& options)
{
    constexpr std::string_view scheme = "memcached://";
    std::string_view url = options.url;
    if (!url.starts_with(scheme))
        reject("must begin with memcached://");
    url.remove_prefix(scheme.size());
    const std::size_t mark = url.find('?');
    const std::string_view query =
        mark == std::string_view::npos ? std::string_view() : url.substr(mark + 1);
    url = url.substr(0, mark);
    std::string prefix = options.prefix;
    if (query.starts_with("prefix=") && query.find('&') == std::string_view::npos)
        prefix = decoded(query.substr(query.find('=') + 1));
    else if (!query.empty())
        reject("has a parameter other than prefix");
    check_prefix(prefix);
    if (url.starts_with('/'))
        return {Addresses::of_socket(decoded(url)), std::move(prefix)};
    return {addresses_in(url), std::move(prefix)};
}

} // namespace costrel::inline v1::stores
