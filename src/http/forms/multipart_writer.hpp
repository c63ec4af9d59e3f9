#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// Writes a body of multipart/form-data (RFC 7578) as browsers do (HTML, section 4.10.21.8): line
// ends and quotes of a name are percent-encoded. Unlike theirs a backslash is doubled, for Werkzeug
// takes one before a quote as part of it.
class MultipartWriter {
public:
    explicit MultipartWriter(std::string_view boundary) : boundary_(boundary) {}

    void add_field(std::string_view name, std::string_view value);
    // No Content-Type is written when it is empty.
    void add_file(std::string_view name, std::string_view filename, std::string_view content_type,
                  std::string_view content);
    // The whole body, with the delimiter that closes it.
    std::string finish() &&;

private:
    void begin_part(std::string_view name);

    std::string boundary_;
    std::string body_;
};

} // namespace costrel::inline v1::http
