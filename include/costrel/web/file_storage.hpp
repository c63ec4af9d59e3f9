#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A file that came with a form sent as multipart/form-data, after Werkzeug's FileStorage. Its
/// content is a view into the request's body: it is not copied, and valid until the handler ends.
///
///     const FileStorage& photo = request.files["photo"];
///     photo.save("/srv/photos/" + secure_filename(photo.filename));
class FileStorage {
public:
    /// What a form's part holds; `head` is its header as it was sent. Applications find theirs in
    /// request.files.
    FileStorage(std::string field_name, std::string file_name, std::string_view head,
                std::string_view content);

    std::string name;         ///< of the form's field
    std::string filename;     ///< as the client sent it, which may be anything: "../../etc/passwd".
                              ///< Empty when no file was chosen. Never use it as a path.
    std::string content_type; ///< as the client says, unverified; empty when it says nothing

    /// The content.
    std::string_view view() const noexcept { return content_; }
    std::string read() const { return std::string(content_); }
    std::size_t size() const noexcept { return content_.size(); }

    /// content_type without its parameters and in lower case: "image/png".
    std::string mimetype() const;
    /// The first field of that name in the part's header, in any case.
    std::optional<std::string> header(std::string_view field) const;
    /// Whether the file has a name, as in Flask: a form whose file field was left empty has a file
    /// without one.
    explicit operator bool() const noexcept { return !filename.empty(); }

    /// Writes the content to `path`, over a file that is there already, as Flask does. Throws
    /// std::system_error when that fails; a file that it made itself is then removed again.
    void save(const std::string& path) const;

private:
    std::string_view head_;
    std::string_view content_;
};

/// The files of a form in the order in which they were sent: request.files of Flask.
class FileMultiDict {
public:
    /// The first file of the field `name`. Throws BadRequestKeyError, a 400, when there is none.
    const FileStorage& operator[](std::string_view name) const;
    const FileStorage* find(std::string_view name) const noexcept;
    bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }
    std::vector<FileStorage> getlist(std::string_view name) const;

    void add(FileStorage file);
    std::size_t size() const noexcept { return files_.size(); }
    bool empty() const noexcept { return files_.empty(); }
    auto begin() const noexcept { return files_.begin(); }
    auto end() const noexcept { return files_.end(); }

private:
    std::vector<FileStorage> files_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
