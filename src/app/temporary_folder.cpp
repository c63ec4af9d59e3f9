#include "app/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace costrel::inline v1 {

std::string temporary_folder(const Config& config)
{
    if (config.temporary_folder.empty()) {
        const char* of_environment = std::getenv("TMPDIR");
        return of_environment && *of_environment ? of_environment : "/tmp";
    }
    std::error_code error;
    if (!std::filesystem::is_directory(config.temporary_folder, error) ||
        ::access(config.temporary_folder.c_str(), W_OK | X_OK) != 0)
        throw ConfigError("costrel: temporary_folder must be a folder that this process can write "
                          "to, not \"" +
                          config.temporary_folder + "\"");
    return config.temporary_folder;
}

} // namespace costrel::inline v1
