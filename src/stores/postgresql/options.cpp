#include "stores/postgresql/options.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>
#include <charconv>
#include <libpq-fe.h>
#include <memory>
#include <string_view>

namespace costrel::inline v1::stores {

namespace {

[[noreturn]] void reject(const std::string& what)
{
    throw ConfigError("costrel: the URL of a PostgreSQL store " + what +
                      "; it has the form postgresql://user:password@host:port/database");
}

bool switch_of(std::string_view name, std::string_view value)
{
    for (const std::string_view on : {"on", "true", "yes", "1"})
        if (value == on)
            return true;
    for (const std::string_view off : {"off", "false", "no", "0"})
        if (value == off)
            return false;
    reject("has a parameter " + std::string(name) + " that is neither on nor off");
}

// Takes our parameters out of a URL, which libpq would refuse.
std::string without_ours(const std::string& url, PostgresStoreOptions& options)
{
    const std::size_t query = url.find('?');
    if (query == std::string::npos || !url.starts_with("postgres"))
        return url;
    std::string theirs = url.substr(0, query);
    char separator = '?';
    std::string_view rest = std::string_view(url).substr(query + 1);
    while (!rest.empty()) {
        const std::string_view parameter = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
        const std::size_t equals = parameter.find('=');
        const std::string_view name = parameter.substr(0, equals);
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1);
        if (name == "table") {
            options.table = value;
        } else if (name == "synchronous_commit") {
            options.synchronous_commit = switch_of(name, value);
        } else if (name == "prepared") {
            options.prepared = switch_of(name, value);
        } else {
            theirs.append(1, std::exchange(separator, '&')).append(parameter);
        }
    }
    return theirs;
}

// It becomes part of statements: a name that needs no quotes, maybe with that of a schema.
bool is_name_of_a_table(std::string_view name)
{
    const std::size_t dot = name.find('.');
    if (dot != std::string_view::npos)
        return is_name_of_a_table(name.substr(0, dot)) &&
               name.find('.', dot + 1) == std::string_view::npos &&
               is_name_of_a_table(name.substr(dot + 1));
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
    return !name.empty() && name.size() < 56 && letters.find(name[0]) != std::string_view::npos &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") ==
               std::string_view::npos;
}

} // namespace

PostgresEndpoint postgres_endpoint(PostgresStoreOptions options)
{
    const std::string conninfo = without_ours(options.conninfo, options);
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(conninfo.c_str(), nullptr), PQconninfoFree);
    if (!parsed)
        reject("is none that libpq understands");
    if (!is_name_of_a_table(options.table))
        reject("has a table whose name is not made of small letters, digits and _");
    PostgresEndpoint endpoint{.table = options.table,
                              .framework = options.framework_table,
                              .synchronous_commit = options.synchronous_commit,
                              .prepared = options.prepared};
    bool has_address = false;
    for (const PQconninfoOption* option = parsed.get(); option->keyword; ++option) {
        if (!option->val)
            continue;
        const std::string_view name = option->keyword;
        const std::string_view value = option->val;
        endpoint.parameters.emplace_back(name, value);
        has_address = has_address || name == "hostaddr";
        if (name == "host")
            endpoint.host = value;
        if (name == "port")
            std::from_chars(value.data(), value.data() + value.size(), endpoint.port);
    }
    // A folder of Unix sockets, and several hosts, are libpq's affair.
    if (has_address || endpoint.host.find_first_of("/,@") != std::string::npos)
        endpoint.host.clear();
    endpoint.parameters.emplace_back("fallback_application_name", "costrel");
    return endpoint;
}

} // namespace costrel::inline v1::stores
