#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// Lines in files of a folder that processes of one machine append to and read; no process waits for
// another one. A file holds the lines that are needed until one day, and goes when that is over.
class RevocationFolder {
public:
    // Throws ConfigError when the folder cannot be used, or when others than its owner and group
    // can use it.
    explicit RevocationFolder(std::string path);
    RevocationFolder(const RevocationFolder&) = delete;
    RevocationFolder& operator=(const RevocationFolder&) = delete;
    ~RevocationFolder();

    const std::string& path() const noexcept { return path_; }

    // Raised by every process after each line. Costs a load.
    std::uint64_t generation() const noexcept
    {
        return generation_->load(std::memory_order_acquire);
    }

    // Writes a line behind the others of its day. Throws std::runtime_error when it cannot.
    void append(std::string_view line, std::chrono::sys_seconds needed_until);

    // The lines that this process has not read yet. For one thread at a time. Throws
    // std::runtime_error when a file cannot be read; what was read before is given then, too.
    void read_new(std::vector<std::string>& lines);

    // Whatever was read is given again: it could not be kept.
    void read_all_again() noexcept { read_.clear(); }

    // Removes the files of days that are over, and says how many.
    std::size_t remove_old(std::chrono::sys_seconds now) noexcept;

private:
    std::vector<std::string> names() const;
    void read_file(const std::string& name, std::vector<std::string>& lines);

    std::string path_;
    std::map<std::string, std::uint64_t, std::less<>> read_; // bytes of each file that were read
    std::atomic<std::uint64_t>* generation_ = nullptr;       // in memory that processes share
};

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
