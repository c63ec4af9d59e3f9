#include "http/forms/part_header.hpp"
#include "http/grammar.hpp"

#include <costrel/errors.hpp>
#include <costrel/file_storage.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1 {

namespace {

[[noreturn]] void fail(int error, const std::string& path)
{
    throw std::system_error(error, std::generic_category(),
                            "costrel: an uploaded file could not be saved as \"" + path + '"');
}

// An open file that is closed, and taken away again if it was made here, unless it was kept.
class NewFile {
public:
    explicit NewFile(const std::string& path) : path_(path)
    {
        constexpr int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
        descriptor_ = ::open(path.c_str(), flags | O_EXCL, 0666);
        is_new_ = descriptor_ >= 0;
        if (!is_new_ && errno == EEXIST)
            descriptor_ = ::open(path.c_str(), flags | O_TRUNC, 0666);
        if (descriptor_ < 0)
            fail(errno, path_);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile()
    {
        if (descriptor_ < 0)
            return;
        ::close(descriptor_);
        if (is_new_)
            ::unlink(path_.c_str());
    }

    void write(std::string_view content)
    {
        while (!content.empty()) {
            const ssize_t written = ::write(descriptor_, content.data(), content.size());
            if (written >= 0)
                content.remove_prefix(static_cast<std::size_t>(written));
            else if (errno != EINTR)
                fail(errno, path_);
        }
    }
    // Some file systems tell only here that there was no room.
    void keep()
    {
        if (::close(std::exchange(descriptor_, -1)) == 0 || errno == EINTR)
            return;
        const int error = errno;
        if (is_new_)
            ::unlink(path_.c_str());
        fail(error, path_);
    }

private:
    const std::string& path_;
    int descriptor_ = -1;
    bool is_new_ = false;
};

} // namespace

FileStorage::FileStorage(std::string field_name, std::string file_name, std::string_view head,
                         std::string_view content)
    : name(std::move(field_name)), filename(std::move(file_name)),
      content_type(http::find_part_field(head, "content-type").value_or("")), head_(head),
      content_(content)
{
}

std::string FileStorage::mimetype() const
{
    std::string type(http::trim(std::string_view(content_type).substr(0, content_type.find(';'))));
    std::transform(type.begin(), type.end(), type.begin(), http::to_lower);
    return type;
}

std::optional<std::string> FileStorage::header(std::string_view field) const
{
    return http::find_part_field(head_, field);
}

void FileStorage::save(const std::string& path) const
{
    if (path.find('\0') != path.npos) // the system would take what stands before it
        fail(EINVAL, path.substr(0, path.find('\0')));
    NewFile file(path);
    file.write(content_);
    file.keep();
}

const FileStorage& FileMultiDict::operator[](std::string_view name) const
{
    if (const FileStorage* file = find(name))
        return *file;
    throw BadRequestKeyError(name);
}

const FileStorage* FileMultiDict::find(std::string_view name) const noexcept
{
    const auto found =
        std::find_if(begin(), end(), [&](const FileStorage& file) { return file.name == name; });
    return found == end() ? nullptr : &*found;
}

std::vector<FileStorage> FileMultiDict::getlist(std::string_view name) const
{
    std::vector<FileStorage> files;
    for (const FileStorage& file : files_) {
        if (file.name == name)
            files.push_back(file);
    }
    return files;
}

void FileMultiDict::add(FileStorage file)
{
    files_.push_back(std::move(file));
}

} // namespace costrel::inline v1
