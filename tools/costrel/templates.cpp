#include "commands.hpp"

#include <costrel/config_error.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace costrel::inline v1::command {

int run_templates_tool(std::vector<std::string> arguments)
{
    std::error_code none;
    const std::filesystem::path beside =
        std::filesystem::read_symlink("/proc/self/exe", none).parent_path() / "costrel-templates";
    std::string tool =
        std::filesystem::exists(beside, none) ? beside.string() : "costrel-templates";
    std::vector<char*> words{tool.data()};
    for (std::string& argument : arguments)
        words.push_back(argument.data());
    words.push_back(nullptr);
    ::execvp(words.front(), words.data());
    throw ConfigError("costrel-templates cannot be started (" + std::string(std::strerror(errno)) +
                      "): it is installed with costrel::web, beside this command or on the PATH");
}

} // namespace costrel::inline v1::command
