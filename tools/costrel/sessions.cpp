#include "commands.hpp"

#include <costrel/session/revocation.hpp>

#include <chrono>
#include <cstdio>

namespace costrel::inline v1::command {

int end_sessions(const std::string& folder, const std::string& user)
{
    // A session may have begun on a host whose clock is ahead by the usual skew.
    const auto second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
                        std::chrono::seconds(60);
    const auto list = file_revocations(folder);
    if (user.empty())
        list->end_all(second);
    else
        list->end_user(user, second);
    std::printf("%s\n", user.empty() ? "all sessions ended" : "all sessions of the user ended");
    return 0;
}

} // namespace costrel::inline v1::command
