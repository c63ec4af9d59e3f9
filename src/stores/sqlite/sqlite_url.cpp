#include "stores/sqlite/sqlite_url.hpp"

#include <costrel/config_error.hpp>

namespace costrel::inline v1::stores {

SqliteStoreOptions read_sqlite_url(std::string_view url)
{
    constexpr std::string_view scheme = "sqlite:";
    url.remove_prefix(url.starts_with(scheme) ? scheme.size() : 0);
    const std::size_t query = url.find('?');
    SqliteStoreOptions options{.path = std::string(url.substr(0, query))};
    if (options.path.starts_with("//"))
        throw ConfigError("costrel: after sqlite: the path of a file follows at once: "
                          "sqlite:sessions.db, or sqlite:/var/lib/app/sessions.db");
    if (query == url.npos)
        return options;
    const std::string_view asked = url.substr(query + 1);
    if (asked == "survive_power_loss=true")
        options.survive_power_loss = true;
    else if (asked != "survive_power_loss=false")
        throw ConfigError("costrel: the URL of an SQLite store knows survive_power_loss=true and "
                          "survive_power_loss=false behind its ?");
    return options;
}

} // namespace costrel::inline v1::stores
