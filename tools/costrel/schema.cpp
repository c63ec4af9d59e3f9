#include "commands.hpp"

#include <costrel/config_error.hpp>
#include <costrel/stores/sqlite.hpp>

#include <cstdio>

namespace costrel::command {

int print_schema(const std::string& url)
{
    const std::string scheme = url.substr(0, url.find(':'));
    if (scheme != "sqlite")
        throw ConfigError("a table is needed by stores whose URL begins with sqlite:");
    std::fputs(sqlite_schema().c_str(), stdout);
    return 0;
}

} // namespace costrel::command
