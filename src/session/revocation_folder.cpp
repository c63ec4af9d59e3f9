#include "session/revocation_folder.hpp"

#include "descriptor.hpp"

#include <costrel/config_error.hpp>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::session {

namespace {

constexpr std::string_view prefix = "ended-";
constexpr std::int64_t day = 86'400;
constexpr std::int64_t kept_days = 3; // for clocks that went back
constexpr mode_t file_mode = 0660;    // as far as the umask allows
constexpr mode_t of_others = 0007;
using Generation = std::atomic<std::uint64_t>;
static_assert(Generation::is_always_lock_free);

Descriptor open_file(const std::string& path, int flags) noexcept
{
    return Descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, file_mode));
}

[[noreturn]] void throw_io_error(const std::string& path, const char* what)
{
    throw std::runtime_error("costrel: " + path + " " + what + ": " + std::strerror(errno));
}

[[noreturn]] void reject(const std::string& path, const std::string& why)
{
    throw ConfigError("costrel: the folder of ended sessions " + path + " " + why);
}

void require_usable(const std::string& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        reject(path, std::string("cannot be opened: ") + std::strerror(errno));
    if (!S_ISDIR(status.st_mode))
        reject(path, "is not a folder");
    if (status.st_uid != 0 && status.st_uid != ::geteuid())
        reject(path, "belongs to another user: it must be root's or this process's");
    if ((status.st_mode & of_others) != 0)
        reject(path, "can be used by everybody: chmod 0700, or 0770 for a group");
}

Generation* map_generation(const std::string& path)
{
    const std::string name = path + "/generation";
    const Descriptor file = open_file(name, O_RDWR | O_CREAT);
    if (!file || ::ftruncate(file.get(), sizeof(Generation)) != 0)
        reject(path, std::string("cannot be written: ") + std::strerror(errno));
    // The first use of a page without room on the disk would end the process by SIGBUS.
    int error = 0;
    do
        error = ::posix_fallocate(file.get(), 0, sizeof(Generation));
    while (error == EINTR);
    if (error != 0)
        reject(path, std::string("has no room for its counter: ") + std::strerror(error));
    void* page =
        ::mmap(nullptr, sizeof(Generation), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    if (page == MAP_FAILED)
        reject(path, std::string("cannot be shared: ") + std::strerror(errno));
    return static_cast<Generation*>(page);
}

std::optional<std::int64_t> day_of(std::string_view name) noexcept
{
    if (!name.starts_with(prefix))
        return std::nullopt;
    name.remove_prefix(prefix.size());
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || stop != name.data() + name.size())
        return std::nullopt;
    return number;
}

} // namespace

RevocationFolder::RevocationFolder(std::string path) : path_(std::move(path))
{
    require_usable(path_);
    generation_ = map_generation(path_);
}

RevocationFolder::~RevocationFolder()
{
    ::munmap(generation_, sizeof(Generation));
}

void RevocationFolder::append(std::string_view line, std::chrono::sys_seconds needed_until)
{
    const std::int64_t number = needed_until.time_since_epoch().count() / day + 1;
    const std::string name = path_ + '/' + std::string(prefix) + std::to_string(number);
    const Descriptor file = open_file(name, O_WRONLY | O_APPEND | O_CREAT);
    if (!file)
        throw_io_error(name, "cannot be opened");
    // One write, with an end of line on both sides: whatever a dying process left torn before it,
    // this line stands alone.
    const std::string text = '\n' + std::string(line) + '\n';
    ssize_t written = 0;
    do
        written = ::write(file.get(), text.data(), text.size());
    while (written < 0 && errno == EINTR);
    if (written >= 0 && static_cast<std::size_t>(written) < text.size())
        errno = ENOSPC;
    if (written < 0 || static_cast<std::size_t>(written) < text.size())
        throw_io_error(name, "cannot be written");
    generation_->fetch_add(1, std::memory_order_acq_rel);
}

std::vector<std::string> RevocationFolder::names() const
{
    struct Close {
        void operator()(DIR* folder) const { ::closedir(folder); }
    };
    const std::unique_ptr<DIR, Close> folder(::opendir(path_.c_str()));
    if (!folder)
        throw_io_error(path_, "cannot be listed");
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(folder.get()))
        if (day_of(entry->d_name))
            names.emplace_back(entry->d_name);
    return names;
}

void RevocationFolder::read_new(std::vector<std::string>& lines)
{
    for (const std::string& name : names())
        read_file(name, lines);
}

void RevocationFolder::read_file(const std::string& name, std::vector<std::string>& lines)
{
    const std::string path = path_ + '/' + name;
    const Descriptor file = open_file(path, O_RDONLY);
    if (!file) {
        if (errno == ENOENT) // another process removed it: it is over
            return;
        throw_io_error(path, "cannot be opened");
    }
    std::uint64_t& offset = read_[name];
    std::string text; // what was read and is not a whole line yet
    std::array<char, 64 * 1024> piece;
    for (std::uint64_t at = offset;;) {
        const ssize_t got = ::pread(file.get(), piece.data(), piece.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw_io_error(path, "cannot be read");
        if (got == 0)
            return;
        at += static_cast<std::uint64_t>(got);
        text.append(piece.data(), static_cast<std::size_t>(got));
        std::size_t start = 0;
        for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', start)) {
            if (end > start)
                lines.push_back(text.substr(start, end - start));
            start = end + 1;
        }
        text.erase(0, start);
        offset += start;
        // No line is that long: it was written by something else, and must not grow the memory.
        if (text.size() > piece.size()) {
            offset += text.size();
            text.clear();
        }
    }
}

std::size_t RevocationFolder::remove_old(std::chrono::sys_seconds now) noexcept
{
    std::size_t removed = 0;
    try {
        const std::int64_t today = now.time_since_epoch().count() / day;
        for (const std::string& name : names()) {
            if (*day_of(name) + kept_days >= today)
                continue;
            if (::unlink((path_ + '/' + name).c_str()) == 0)
                ++removed;
            read_.erase(name);
        }
    } catch (const std::exception&) {
        // It is tried again.
    }
    return removed;
}

} // namespace costrel::inline v1::session
