#include "stores/sqlite/session_file.hpp"

#include "descriptor.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

constexpr mode_t file_mode = 0600;
constexpr mode_t of_others = 0077;
constexpr off_t reserve_size = 1024 * 1024;

// statfs(2): those whose locks and shared memory other machines do not see, or not at once.
constexpr std::array<std::uint32_t, 9> networks = {
    0x6969,     // NFS
    0x517b,     // SMB
    0xff534d42, // CIFS
    0xfe534d42, // SMB 2
    0x5346414f, // AFS
    0x00c36400, // Ceph
    0x73757245, // Coda
    0x564c,     // NCP
    0x0bd00bd0, // Lustre
};

} // namespace

SessionFile::SessionFile(std::string path, Statfs statfs)
    : path_(std::move(path)), statfs_(statfs ? statfs : ::statfs)
{
}

void SessionFile::reject(const std::string& why) const
{
    throw ConfigError("costrel: the sessions cannot be kept in " + path_ + ": " + why);
}

void SessionFile::fail(const char* what) const
{
    throw std::system_error(errno, std::generic_category(), what + (" " + path_));
}

// Nothing here opens the file: close() of any descriptor would drop the locks that SQLite holds on
// it for this process, for another store of the same file or for readers of this one.
void SessionFile::prepare() const
{
    if (::mknod(path_.c_str(), S_IFREG | file_mode, 0) != 0 && errno != EEXIST)
        fail("cannot make");
    const auto mode = found_mode();
    if (!mode)
        fail("cannot look at");
    require_usable();
    if (S_ISREG(*mode) && (*mode & of_others) != 0)
        reject("others can read or write it; chmod 600 it");
    require_good(*mode);
}

void SessionFile::require_database() const
{
    const auto mode = found_mode();
    if (!mode && errno == ENOENT)
        reject("there is no such file; the other framework makes it");
    if (!mode)
        fail("cannot look at");
    require_usable();
    require_good(*mode);
}

std::optional<mode_t> SessionFile::found_mode() const noexcept
{
    struct stat status {};
    if (::stat(path_.c_str(), &status) != 0)
        return std::nullopt;
    return status.st_mode;
}

void SessionFile::require_usable() const
{
    if (::faccessat(AT_FDCWD, path_.c_str(), R_OK | W_OK, AT_EACCESS) != 0)
        fail("cannot open");
}

void SessionFile::require_good(mode_t mode) const
{
    if (!S_ISREG(mode))
        reject("it is not a file");
    struct statfs system {};
    if (statfs_(path_.c_str(), &system) != 0)
        fail("cannot look at the file system of");
    if (std::find(networks.begin(), networks.end(), static_cast<std::uint32_t>(system.f_type)) !=
        networks.end())
        reject("it lies on a file system of the network, where SQLite's locks do not hold; use "
               "PostgreSQL or Redis for several machines");
}

bool Reserve::make() noexcept
{
    if (is_there_)
        return true;
    const Descriptor file(
        ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, file_mode));
    is_there_ = file && ::posix_fallocate(file.get(), 0, reserve_size) == 0;
    if (!is_there_)
        ::unlink(path_.c_str());
    return is_there_;
}

bool Reserve::give_up() noexcept
{
    const bool was_there = std::exchange(is_there_, false);
    return ::unlink(path_.c_str()) == 0 && was_there;
}

} // namespace costrel::inline v1::stores
