#include "commands.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace costrel::inline v1::command {

int ask_program(const std::string& what, std::vector<std::string> command)
{
    ::setenv("COSTREL_RUN_SHOW", what.c_str(), 1);
    std::vector<char*> arguments;
    for (std::string& word : command)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    throw ConfigError("cannot start " + command.front() + ": " + std::strerror(errno));
}

} // namespace costrel::inline v1::command
