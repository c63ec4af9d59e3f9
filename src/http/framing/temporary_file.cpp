#include "http/framing/temporary_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace costrel::inline v1::http {

namespace {

// For file systems without O_TMPFILE (open(2)): a name that is taken away at once.
int create_and_unlink(const std::string& folder) noexcept
try {
    std::string name = folder + "/costrel-XXXXXX";
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC); // with mode 0600
    if (descriptor >= 0)
        ::unlink(name.c_str());
    return descriptor;
} catch (...) {
    errno = ENOMEM;
    return -1;
}

} // namespace

std::optional<TemporaryFile> TemporaryFile::create(const std::string& folder) noexcept
{
    int descriptor =
        ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
        descriptor = create_and_unlink(folder);
    if (descriptor < 0)
        return std::nullopt;
    return TemporaryFile(descriptor);
}

TemporaryFile::~TemporaryFile()
{
    if (mapped_)
        ::munmap(mapped_, size_);
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

bool TemporaryFile::write(std::string_view bytes) noexcept
{
    while (!bytes.empty()) {
        const ::ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
        size_ += static_cast<std::size_t>(count);
    }
    return true;
}

std::optional<std::string_view> TemporaryFile::map() noexcept
{
    if (size_ == 0)
        return std::string_view();
    void* const mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor_, 0);
    if (mapped == MAP_FAILED)
        return std::nullopt;
    mapped_ = mapped;
    return std::string_view(static_cast<const char*>(mapped), size_);
}

} // namespace costrel::inline v1::http
