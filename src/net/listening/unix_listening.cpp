#include "net/listening/unix_listening.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <utility>

namespace costrel::inline v1::net {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why)
{
    throw ListenError("unix:" + path, why);
}

std::string path_problem(int error)
{
    switch (error) {
    case ENOENT:
        return "there is no such folder; create it first";
    case EACCES:
    case EPERM:
        return "this user may not write in that folder";
    default:
        return std::generic_category().message(error);
    }
}

void require(bool done, const std::string& path)
{
    if (!done)
        refuse(path, path_problem(errno));
}

Descriptor open_socket(const std::string& path)
{
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    require(socket.get() >= 0, path);
    return socket;
}

sockaddr_un address_of(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        refuse(path, "the path is longer than the " + std::to_string(sizeof address.sun_path - 1) +
                         " bytes that a Unix socket can have");
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address)
{
    return reinterpret_cast<const sockaddr*>(&address);
}

// Makes room for a new socket when what is at the path is one that was left behind.
void remove_stale(const std::string& path, const sockaddr_un& address)
{
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0)
        return;
    if (!S_ISSOCK(found.st_mode))
        refuse(path, "there is a file that is no socket; choose another path or remove it");
    const Descriptor probe = open_socket(path);
    if (::connect(probe.get(), generic(address), sizeof address) == 0 || errno == EAGAIN)
        refuse(path, "somebody listens there already; choose another path");
    if (errno != ECONNREFUSED)
        refuse(path, "there is a socket that cannot be looked at (" +
                         std::generic_category().message(errno) + ")");
    require(::unlink(path.c_str()) == 0 || errno == ENOENT, path);
}

} // namespace

UnixListening::UnixListening(std::string path, std::optional<unsigned> mode)
{
    const sockaddr_un address = address_of(path);
    remove_stale(path, address);
    socket_ = open_socket(path);
    // Before bind() it narrows what the file is made with: nobody gets in between.
    if (mode)
        require(::fchmod(socket_.get(), *mode) == 0, path);
    if (::bind(socket_.get(), generic(address), sizeof address) != 0)
        refuse(path, errno == EADDRINUSE ? "somebody listens there already; choose another path"
                                         : path_problem(errno));
    struct stat made {};
    require(::lstat(path.c_str(), &made) == 0, path);
    device_ = made.st_dev;
    file_ = made.st_ino;
    path_ = std::move(path);
    try {
        // After it, it gives back what the umask took.
        require(!mode || ::chmod(path_.c_str(), *mode) == 0, path_);
        require(::listen(socket_.get(), SOMAXCONN) == 0, path_);
    } catch (const ListenError&) {
        remove_file();
        throw;
    }
}

UnixListening::UnixListening(UnixListening&& other) noexcept
    : path_(std::exchange(other.path_, {})), socket_(std::move(other.socket_)),
      device_(other.device_), file_(other.file_)
{
}

void UnixListening::remove_file() noexcept
{
    struct stat found {};
    if (!path_.empty() && ::lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ &&
        found.st_ino == file_)
        ::unlink(path_.c_str());
    path_.clear();
}

} // namespace costrel::inline v1::net
