#include "http/forms/multipart_writer.hpp"

#include <utility>

namespace costrel::inline v1::http {

namespace {

std::string quoted(std::string_view name)
{
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"')
            text += "%22";
        else if (c == '\r')
            text += "%0D";
        else if (c == '\n')
            text += "%0A";
        else if (c == '\\')
            text += "\\\\";
        else
            text += c;
    }
    return text + '"';
}

} // namespace

void MultipartWriter::begin_part(std::string_view name)
{
    body_.append("--").append(boundary_).append("\r\nContent-Disposition: form-data; name=");
    body_ += quoted(name);
}

void MultipartWriter::add_field(std::string_view name, std::string_view value)
{
    begin_part(name);
    body_.append("\r\n\r\n").append(value).append("\r\n");
}

void MultipartWriter::add_file(std::string_view name, std::string_view filename,
                               std::string_view content_type, std::string_view content)
{
    begin_part(name);
    body_.append("; filename=").append(quoted(filename)).append("\r\n");
    if (!content_type.empty())
        body_.append("Content-Type: ").append(content_type).append("\r\n");
    body_.append("\r\n").append(content).append("\r\n");
}

std::string MultipartWriter::finish() &&
{
    body_.append("--").append(boundary_).append("--\r\n");
    return std::move(body_);
}

} // namespace costrel::inline v1::http
