#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

enum class Disposition : std::uint8_t { inline_, attachment };

// The value of Content-Disposition (RFC 6266), as Werkzeug's send_file() writes it: a filename that
// is no token is quoted, and one beyond ASCII is sent twice, as what ASCII can say of it and
// percent-encoded (RFC 8187). Control characters become '_' and bytes that are not UTF-8 U+FFFD,
// where Werkzeug throws: the name may come from a visitor.
std::string content_disposition(Disposition disposition, std::string_view filename);

} // namespace costrel::inline v1::http
