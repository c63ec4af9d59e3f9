#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// What the name of a file tells of its content.
struct GuessedType {
    std::string_view mimetype; // "text/css"; empty when the ending is not known
    std::string_view encoding; // "gzip" or "br" for x.css.gz and x.css.br; otherwise empty
};

// Goes by the ending of the name, whatever its case, as Python's mimetypes.guess_type() does with
// the types of Debian's /etc/mime.types, for the endings that are met on the web. The system's own
// table is not read, so that an application answers the same everywhere.
GuessedType guess_type(std::string_view filename) noexcept;

// The value of Content-Type: text has "; charset=utf-8", as in Werkzeug.
std::string content_type(std::string_view mimetype);

} // namespace costrel::inline v1::http
