#include "app/files/regular_file.hpp"

#include "descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace costrel::inline v1 {

namespace {

constexpr int reading = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
constexpr int folder_only = O_PATH | O_DIRECTORY | O_CLOEXEC;
constexpr std::size_t longest_read = 1024 * 1024 * 1024; // Linux reads at most 2 GiB at once

FileError reason(int error) noexcept
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return FileError::no_descriptor;
    case EIO:
        return FileError::failed;
    default: // it is not there, is a link, a socket, another's, …
        return FileError::not_found;
    }
}

template <class Open>
int retry(Open open) noexcept
{
    int result = 0;
    do
        result = open();
    while (result < 0 && errno == EINTR);
    return result;
}

// The system would take a name with a NUL for what stands before it.
bool has_nul(const std::string& name) noexcept
{
    return name.find('\0') != name.npos;
}

int open_at(int folder, const char* name, int flags) noexcept
{
    return retry([&] { return ::openat(folder, name, flags); });
}

int openat2(int folder, const char* path, std::uint64_t resolve) noexcept
{
    open_how how{};
    how.flags = static_cast<std::uint64_t>(reading);
    how.resolve = resolve;
    return retry(
        [&] { return static_cast<int>(::syscall(SYS_openat2, folder, path, &how, sizeof how)); });
}

} // namespace

RegularFile::~RegularFile()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

Result<RegularFile, FileError> RegularFile::adopt(int descriptor) noexcept
{
    if (descriptor < 0)
        return reason(errno);
    Descriptor owner(descriptor);
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return reason(errno);
    if (!S_ISREG(status.st_mode))
        return FileError::not_found;
    return RegularFile(owner.release(), static_cast<std::uint64_t>(status.st_size), status.st_mtim);
}

Result<RegularFile, FileError> RegularFile::open(const std::string& path) noexcept
{
    if (has_nul(path))
        return FileError::not_found;
    return adopt(open_at(AT_FDCWD, path.c_str(), reading));
}

Result<RegularFile, FileError> RegularFile::open_beneath(const std::string& folder,
                                                         const std::string& path, Beneath options)
{
    if (has_nul(folder) || has_nul(path))
        return FileError::not_found;
    const Descriptor root(open_at(AT_FDCWD, folder.c_str(), folder_only));
    if (root.get() < 0)
        return reason(errno);
    const std::uint64_t resolve =
        RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
        (options.follow_symlinks ? std::uint64_t{0} : std::uint64_t{RESOLVE_NO_SYMLINKS});
    const int descriptor = openat2(root.get(), path.c_str(), resolve);
    // Kernels before 5.6 do not have it; the filters of some containers reject what they do not
    // know.
    if (descriptor < 0 && (errno == ENOSYS || errno == EPERM))
        return open_by_parts(folder, path);
    return adopt(descriptor);
}

Result<RegularFile, FileError> RegularFile::open_by_parts(const std::string& folder,
                                                          const std::string& path)
{
    if (has_nul(folder) || has_nul(path))
        return FileError::not_found;
    Descriptor at(open_at(AT_FDCWD, folder.c_str(), folder_only));
    if (at.get() < 0)
        return reason(errno);
    std::string_view rest = path;
    for (;;) {
        const std::size_t slash = rest.find('/');
        const std::string part(rest.substr(0, slash));
        if (part.empty() || part == "..") // an empty one begins an absolute path
            return FileError::not_found;
        if (slash == rest.npos)
            return adopt(open_at(at.get(), part.c_str(), reading | O_NOFOLLOW));
        Descriptor below(open_at(at.get(), part.c_str(), folder_only | O_NOFOLLOW));
        if (below.get() < 0)
            return reason(errno);
        at = std::move(below);
        rest.remove_prefix(slash + 1);
    }
}

std::optional<std::size_t> RegularFile::read(std::span<char> into,
                                             std::uint64_t offset) const noexcept
{
    ::ssize_t count = 0;
    do
        count = ::pread(descriptor_, into.data(), std::min(into.size(), longest_read),
                        static_cast<::off_t>(offset));
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return std::nullopt;
    return static_cast<std::size_t>(count);
}

Result<std::size_t, std::errc> RegularFile::read_cached(std::span<char> into,
                                                        std::uint64_t offset) const noexcept
{
    const ::iovec piece{into.data(), std::min(into.size(), longest_read)};
    ::ssize_t count = 0;
    do
        count = ::preadv2(descriptor_, &piece, 1, static_cast<::off_t>(offset), RWF_NOWAIT);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return errno == ENOSYS ? std::errc::operation_not_supported : static_cast<std::errc>(errno);
    return static_cast<std::size_t>(count);
}

} // namespace costrel::inline v1
