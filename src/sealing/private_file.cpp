#include "sealing/private_file.hpp"

#include "descriptor.hpp"

#include <costrel/config_error.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace costrel::inline v1::sealing {

namespace {

// Write for the group; anything for others.
constexpr unsigned too_open = 0027;

FileStamp stamp_of(const struct stat& status) noexcept
{
    return {static_cast<std::uint64_t>(status.st_dev),
            static_cast<std::uint64_t>(status.st_ino),
            static_cast<std::int64_t>(status.st_size),
            static_cast<std::int64_t>(status.st_mtim.tv_sec),
            static_cast<std::int64_t>(status.st_mtim.tv_nsec),
            static_cast<std::int64_t>(status.st_ctim.tv_sec),
            static_cast<std::int64_t>(status.st_ctim.tv_nsec)};
}

[[noreturn]] void reject(const std::string& name, const std::string& path, const std::string& why)
{
    throw ConfigError("costrel: " + name + " " + path + " " + why);
}

void require_private(const struct stat& status, const std::string& name, const std::string& path)
{
    if (!S_ISREG(status.st_mode))
        reject(name, path, "is not a regular file");
    if (status.st_uid != 0 && status.st_uid != ::geteuid())
        reject(name, path, "belongs to another user: it must be root's or this process's");
    if ((status.st_mode & too_open) != 0)
        reject(name, path,
               "can be read by everybody or changed by its group: chmod 0640 (Kubernetes: "
               "defaultMode 0440; the 0444 of a Docker secret will not do)");
}

} // namespace

FileStamp file_stamp(const std::string& path) noexcept
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return {};
    return stamp_of(status);
}

PrivateFile read_private_file(const std::string& path, std::size_t most, const std::string& name)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    if (file.get() < 0)
        reject(name, path, std::string("cannot be opened: ") + std::strerror(errno));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        reject(name, path, std::string("cannot be looked at: ") + std::strerror(errno));
    require_private(status, name, path);
    // One byte more than may be there shows a file that grew since.
    PrivateFile read{std::string(most + 1, '\0'), stamp_of(status)};
    std::size_t size = 0;
    while (size < read.text.size()) {
        const ssize_t got = ::read(file.get(), read.text.data() + size, read.text.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            reject(name, path, std::string("cannot be read: ") + std::strerror(errno));
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    if (size > most)
        reject(name, path, "is longer than " + std::to_string(most) + " bytes");
    read.text.resize(size);
    return read;
}

} // namespace costrel::inline v1::sealing
