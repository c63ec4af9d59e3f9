#pragma once

#include <optional>
#include <string>
#include <string_view>

// Base64 (RFC 4648) in the one spelling that a framework writes: its alphabet, its padding, the
// unused bits zero. What the others read besides is never written by them, so another spelling of
// a good cookie is a sign of tampering.
namespace costrel::inline v1::interop {

enum class Base64 {
    standard,          // section 4, padded
    standard_unpadded, // express-session's signatures
    url,               // section 5, unpadded
    url_padded,        // Go's
};

void append_base64(std::string& out, std::string_view bytes, Base64 spelling);
std::string base64_of(std::string_view bytes, Base64 spelling);
std::optional<std::string> read_base64(std::string_view text, Base64 spelling);

} // namespace costrel::inline v1::interop
