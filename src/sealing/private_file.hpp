#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace costrel::inline v1::sealing {

// What tells whether a file is another one, or changed, since it was looked at.
struct FileStamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t changed_seconds = 0;
    std::int64_t changed_nanoseconds = 0;
    std::int64_t status_seconds = 0; // when its mode or owner changed, too
    std::int64_t status_nanoseconds = 0;

    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// The stamp of the file that `path` leads to; a default one when there is none.
FileStamp file_stamp(const std::string& path) noexcept;

struct PrivateFile {
    std::string text;
    FileStamp stamp;
};

// Reads a file of secrets: a regular file of at most `most` bytes that belongs to root or to the
// user of the process, and that others can neither read nor change. `name` stands for it in a
// ConfigError's sentence, before its path. Never waits, even where the path leads to a pipe.
PrivateFile read_private_file(const std::string& path, std::size_t most, const std::string& name);

} // namespace costrel::inline v1::sealing
