#include "stores/redis/options.hpp"

#include <costrel/config_error.hpp>

#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

constexpr unsigned most_replicas = 100;
constexpr std::uint16_t redis_port = 6379;
constexpr std::uint16_t sentinel_port = 26'379;

[[noreturn]] void reject(const char* what)
{
    throw ConfigError(std::string("costrel: the URL of a Redis store ") + what +
                      "; it has the form redis://user:password@host:port/database");
}

unsigned hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return static_cast<unsigned>(digit - '0');
    const char lower = static_cast<char>(digit | 0x20);
    if (lower < 'a' || lower > 'f')
        reject("has a % that is not followed by two hexadecimal digits");
    return static_cast<unsigned>(lower - 'a') + 10;
}

// RFC 3986 section 2.1.
std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (text.size() - i < 3)
            reject("has a % that is not followed by two hexadecimal digits");
        out += static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
        i += 2;
    }
    return out;
}

unsigned number_of(std::string_view text, unsigned most, const char* otherwise)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > most)
        reject(otherwise);
    return number;
}

// What is before `separator`, which is taken out of `text` together with it; all when it is not
// there.
std::string_view take_until(std::string_view& text, char separator)
{
    const std::size_t at = text.find(separator);
    const std::string_view before = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return before;
}

HostPort host_in(std::string_view text)
{
    HostPort place;
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) { // an address of IPv6
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            reject("has a [ without its ]");
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (!port.empty() && !port.starts_with(':'))
            reject("has something between its host and its port");
        port = port.substr(port.empty() ? 0 : 1);
    } else {
        port = text;
        host = take_until(port, ':');
    }
    if (host.empty())
        reject("names no host");
    place.host = decoded(host);
    place.port = 0; // the usual one
    if (!port.empty())
        place.port = static_cast<std::uint16_t>(
            number_of(port, 65'535, "has a port that is not a number up to 65535"));
    return place;
}

unsigned database_in(std::string_view text)
{
    return number_of(text, 1'000'000, "has a database that is not a number");
}

void read_query(std::string_view query, RedisSettings& settings, TlsFiles& files)
{
    while (!query.empty()) {
        std::string_view value = take_until(query, '&');
        const std::string_view name = take_until(value, '=');
        if (name == "prefix")
            settings.prefix = decoded(value);
        else if (name == "database" && !settings.socket.empty())
            settings.login.database = database_in(value);
        else if (name == "topology" && value == "cluster")
            settings.topology = RedisSettings::Topology::cluster;
        else if (name == "topology" && value == "sentinel")
            settings.topology = RedisSettings::Topology::sentinel;
        else if (name == "topology")
            reject("has a topology other than cluster and sentinel");
        else if (name == "master")
            settings.primary = decoded(value);
        else if (name == "replicas_for_logout")
            settings.replicas_for_logout =
                number_of(value, most_replicas, "has a replicas_for_logout that is not a number");
        else if (name == "ca_file")
            files.authorities = decoded(value);
        else if (name == "certificate_file")
            files.certificate = decoded(value);
        else if (name == "key_file")
            files.key = decoded(value);
        else
            reject("has a parameter other than prefix, topology, master, replicas_for_logout, "
                   "ca_file, certificate_file and key_file");
    }
}

void check(const RedisSettings& settings)
{
    if (settings.replicas_for_logout > most_replicas)
        throw ConfigError("costrel: replicas_for_logout of a Redis store is more replicas than a "
                          "Redis has");
    if (!settings.socket.empty() && settings.topology != RedisSettings::Topology::single)
        reject("has a topology, and a socket is that of one server");
    if ((settings.topology == RedisSettings::Topology::sentinel) == settings.primary.empty())
        reject("has a topology=sentinel without a master, which is the name that the sentinels "
               "have for it, or the other way round");
    if (settings.topology == RedisSettings::Topology::sentinel)
        return;
    if (settings.topology == RedisSettings::Topology::single) {
        if (settings.hosts.size() > 1)
            reject(
                "names more than one host, which is for ?topology=cluster and ?topology=sentinel");
        return;
    }
    if (settings.login.database != 0)
        reject("names a database, which a cluster does not have");
    // A part in braces alone would say which node a key lies on: one would have them all.
    if (settings.prefix.find('{') != std::string::npos)
        reject("has a prefix with a {, which would put all sessions on one node of the cluster");
}

} // namespace

RedisSettings redis_settings(const RedisStoreOptions& options)
{
    std::string_view url = options.url;
    RedisSettings settings{.login = {.username = options.username, .password = options.password},
                           .prefix = options.prefix,
                           .replicas_for_logout = options.replicas_for_logout};
    settings.sentinel_login = {.username = options.sentinel_username,
                               .password = options.sentinel_password};
    TlsFiles files{.authorities = options.ca_file,
                   .certificate = options.certificate_file,
                   .key = options.key_file};
    const bool has_tls = url.starts_with("rediss://");
    const bool is_socket = url.starts_with("unix://");
    if (!has_tls && !is_socket && !url.starts_with("redis://"))
        reject("must begin with redis://, rediss:// or unix://");
    url.remove_prefix(url.find("//") + 2);
    if (url.find('#') != std::string_view::npos)
        reject("has a #, which in a password is written %23");
    std::string_view query = url;
    url = take_until(query, '?');
    std::string_view path = url;
    std::string_view authority = take_until(path, '/');
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        std::string_view password = authority.substr(0, at);
        const std::string_view username = take_until(password, ':');
        settings.login.username = decoded(username);
        settings.login.password = decoded(password);
        authority.remove_prefix(at + 1);
    }
    if (is_socket) {
        if (!authority.empty() || path.empty())
            reject("of a socket has the form unix:///path or unix://user:password@/path");
        settings.socket = "/" + decoded(std::exchange(path, {}));
        settings.hosts.push_back({.host = "localhost"});
    } else {
        do
            settings.hosts.push_back(host_in(take_until(authority, ',')));
        while (!authority.empty());
    }
    if (!path.empty())
        settings.login.database = database_in(path);
    read_query(query, settings, files);
    for (HostPort& host : settings.hosts)
        if (host.port == 0)
            host.port =
                settings.topology == RedisSettings::Topology::sentinel ? sentinel_port : redis_port;
    if (has_tls)
        settings.login.tls = settings.sentinel_login.tls =
            std::make_shared<const TlsContext>(files);
    else if (files != TlsFiles())
        reject("has files for TLS, which is rediss://");
    for (const auto& [announced, reachable] : options.address_map) {
        const auto from = HostPort::read(announced), to = HostPort::read(reachable);
        if (!from || !to || to->host.empty())
            throw ConfigError("costrel: address_map of a Redis store takes pairs of host:port");
        settings.address_map[*from] = *to;
    }
    check(settings);
    return settings;
}

} // namespace costrel::inline v1::stores
