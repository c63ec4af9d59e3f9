#include "commands.hpp"

#include <costrel/config_error.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/postgresql_feed.hpp>
#include <costrel/stores/sqlite.hpp>

#include <cstdio>

namespace costrel::inline v1::command {

int print_schema(const std::string& url)
{
    const std::string scheme = url.substr(0, url.find(':'));
    std::string schema;
    if (scheme == "sqlite")
        schema = sqlite_schema();
    else if (scheme == "postgresql" || scheme == "postgres")
        schema = postgres_schema();
    else
        throw ConfigError("a table is needed by stores whose URL begins with sqlite: or "
                          "postgresql:");
    std::fputs(schema.c_str(), stdout);
    return 0;
}

int print_feed_schema(const std::string& url)
{
    if (!url.starts_with("postgres"))
        throw ConfigError("a table is needed by feeds whose URL begins with postgresql:");
    std::fputs(postgres_feed_schema().c_str(), stdout);
    return 0;
}

} // namespace costrel::inline v1::command
