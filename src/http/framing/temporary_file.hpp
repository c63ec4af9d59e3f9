#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::http {

// A file without a name, which is gone with this object, or with the process however that ends. It
// is written first and then seen as memory. Errors are left in errno.
class TemporaryFile {
public:
    // In `folder`, readable by nobody else.
    static std::optional<TemporaryFile> create(const std::string& folder) noexcept;

    TemporaryFile(TemporaryFile&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_),
          mapped_(std::exchange(other.mapped_, nullptr))
    {
    }
    TemporaryFile& operator=(TemporaryFile&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        std::swap(size_, other.size_);
        std::swap(mapped_, other.mapped_);
        return *this;
    }
    ~TemporaryFile();

    bool write(std::string_view bytes) noexcept;
    // What was written, once all is. The pages are the system's, which takes them back when it
    // needs memory: they are in the file.
    std::optional<std::string_view> map() noexcept;

private:
    explicit TemporaryFile(int descriptor) noexcept : descriptor_(descriptor) {}

    int descriptor_;
    std::size_t size_ = 0;
    void* mapped_ = nullptr;
};

} // namespace costrel::inline v1::http
