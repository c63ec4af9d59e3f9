#include "net/listening/passed_sockets.hpp"

#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>

namespace costrel::inline v1::net {

namespace {

constexpr int first_passed = 3;

// The variable, which is gone afterwards.
std::string take_variable(const char* name)
{
    const char* value = std::getenv(name);
    std::string text = value ? value : "";
    ::unsetenv(name);
    return text;
}

int number(const std::string& text, const char* name)
{
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || value < 0)
        throw ListenError("what systemd passed",
                          std::string(name) + " is no number: \"" + text + "\"");
    return value;
}

int option(const Descriptor& socket, int name)
{
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(socket.get(), SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

} // namespace

PassedSockets PassedSockets::from_environment()
{
    const std::string process = take_variable("LISTEN_PID");
    const std::string count = take_variable("LISTEN_FDS");
    std::string names = take_variable("LISTEN_FDNAMES");
    PassedSockets passed;
    if (process.empty() || count.empty() || number(process, "LISTEN_PID") != ::getpid())
        return passed;
    const int end = first_passed + number(count, "LISTEN_FDS");
    for (int descriptor = first_passed; descriptor < end; ++descriptor) {
        if (::fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0)
            throw ListenError("what systemd passed",
                              "LISTEN_FDS says " + count + ", but descriptor " +
                                  std::to_string(descriptor) + " is not open");
        const std::size_t colon = names.find(':');
        passed.sockets_.push_back({names.substr(0, colon), Descriptor(descriptor)});
        names.erase(0, colon == names.npos ? names.npos : colon + 1);
    }
    return passed;
}

std::vector<Descriptor> PassedSockets::take(std::string_view name)
{
    const std::string where = name.empty() ? "systemd" : "systemd:" + std::string(name);
    std::vector<Descriptor> taken;
    for (Passed& passed : sockets_) {
        if (passed.socket.get() < 0 || (!name.empty() && passed.name != name))
            continue;
        if (option(passed.socket, SO_TYPE) != SOCK_STREAM ||
            option(passed.socket, SO_ACCEPTCONN) != 1)
            throw ListenError(where, "descriptor " + std::to_string(passed.socket.get()) +
                                         " is no stream socket that listens; the .socket unit "
                                         "needs ListenStream= and Accept=no");
        ::fcntl(passed.socket.get(), F_SETFL, ::fcntl(passed.socket.get(), F_GETFL) | O_NONBLOCK);
        taken.push_back(std::move(passed.socket));
    }
    if (taken.empty())
        throw ListenError(where, sockets_.empty()
                                     ? "systemd passed no socket to this process; start it by a "
                                       ".socket unit, or give an address"
                                     : "systemd passed no socket of that name that is not in use; "
                                       "look at FileDescriptorName= of the .socket unit");
    return taken;
}

std::vector<std::string> PassedSockets::left() const
{
    std::vector<std::string> names;
    for (const Passed& passed : sockets_)
        if (passed.socket.get() >= 0)
            names.push_back(passed.name);
    return names;
}

} // namespace costrel::inline v1::net
