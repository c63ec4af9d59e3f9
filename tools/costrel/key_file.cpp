#include "key_file.hpp"

#include "sealing/key_file.hpp"
#include "sealing/private_file.hpp"

#include <costrel/config_error.hpp>
#include <costrel/json.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::command {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what)
{
    throw ConfigError(path + " " + what + ": " + std::strerror(errno));
}

void write_all(int file, std::string_view text, const std::string& path)
{
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail(path, "cannot be written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace

LockedKeyFile::LockedKeyFile(std::string path) : path_(std::move(path))
{
    // A file of its own, because the key file is replaced.
    const std::string lock = path_ + ".lock";
    lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock_ < 0 || ::flock(lock_, LOCK_EX) != 0)
        fail(lock, "cannot be locked");
    struct stat status {};
    if (::stat(path_.c_str(), &status) != 0) {
        if (errno != ENOENT)
            fail(path_, "cannot be looked at");
        document_.set("keys", List{});
        return;
    }
    mode_ = status.st_mode & 0777U;
    const auto file = sealing::read_private_file(path_, sealing::longest_key_file, "the key file");
    ring_ = KeyRing::parse(file.text);
    document_ = *json_loads(file.text)->as<Dict>();
}

LockedKeyFile::~LockedKeyFile()
{
    if (lock_ >= 0)
        ::close(lock_);
}

List& LockedKeyFile::keys()
{
    return *document_.find("keys")->as<List>();
}

void LockedKeyFile::write()
{
    JsonStyle style = JsonStyle::python;
    style.ensure_ascii = false;
    const std::string text = json_dumps(document_, style) + '\n';
    KeyRing ring = KeyRing::parse(text);
    const std::string next = path_ + ".new";
    ::unlink(next.c_str()); // of a command that was killed: nobody else writes now
    const int file = ::open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                            static_cast<mode_t>(mode_));
    if (file < 0)
        fail(next, "cannot be made");
    try {
        write_all(file, text, next);
        if (::fchmod(file, static_cast<mode_t>(mode_)) != 0 || ::fsync(file) != 0)
            fail(next, "cannot be written");
    } catch (...) {
        ::close(file);
        ::unlink(next.c_str());
        throw;
    }
    ::close(file);
    if (::rename(next.c_str(), path_.c_str()) != 0)
        fail(path_, "cannot be replaced");
    ring_ = std::move(ring);
}

} // namespace costrel::inline v1::command
