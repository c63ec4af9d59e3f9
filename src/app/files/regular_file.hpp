#pragma once

#include <costrel/result.hpp>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace costrel::inline v1 {

// Why there is no file.
enum class FileError : std::uint8_t {
    not_found,     // or it is no regular file, or may not be read
    no_descriptor, // the process or the system has none left, or no memory
    failed,        // the disk gave an error
};

// An open file, of which size and time are those of when it was opened. Neither opening nor reading
// waits for another process: what is no regular file (a FIFO, a device, a folder) is not found.
class RegularFile {
public:
    // `path` is trusted: links are followed.
    static Result<RegularFile, FileError> open(const std::string& path) noexcept;

    struct Beneath {
        bool follow_symlinks = false; // those that stay below the folder
    };
    // A file below `folder`, which is trusted; `path` is relative and may be hostile. Nothing
    // outside of the folder is opened, whatever links it has and whoever changes them meanwhile:
    // openat2(2), or where the kernel does not have it open_by_parts().
    static Result<RegularFile, FileError> open_beneath(const std::string& folder,
                                                       const std::string& path, Beneath options);
    // The same without openat2, part by part; links are never followed.
    static Result<RegularFile, FileError> open_by_parts(const std::string& folder,
                                                        const std::string& path);

    RegularFile(RegularFile&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_),
          modified_(other.modified_)
    {
    }
    RegularFile& operator=(RegularFile&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        std::swap(size_, other.size_);
        std::swap(modified_, other.modified_);
        return *this;
    }
    ~RegularFile();

    std::uint64_t size() const noexcept { return size_; }
    std::timespec modified() const noexcept { return modified_; }

    // Reads bytes from `offset` on, at most as many as fit. 0 at the end of the file as it is now;
    // nothing when the disk gave an error.
    std::optional<std::size_t> read(std::span<char> into, std::uint64_t offset) const noexcept;
    // The same as far as the bytes are in memory, without a wait for the disk. The error is
    // resource_unavailable_try_again when they are not, and operation_not_supported when the file
    // system cannot say.
    Result<std::size_t, std::errc> read_cached(std::span<char> into,
                                               std::uint64_t offset) const noexcept;

private:
    RegularFile(int descriptor, std::uint64_t size, std::timespec modified) noexcept
        : descriptor_(descriptor), size_(size), modified_(modified)
    {
    }
    static Result<RegularFile, FileError> adopt(int descriptor) noexcept;

    int descriptor_;
    std::uint64_t size_;
    std::timespec modified_;
};

} // namespace costrel::inline v1
