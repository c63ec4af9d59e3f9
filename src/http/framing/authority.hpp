#pragma once

#include <string_view>

namespace costrel::inline v1::http {

// Whether `text` is a host and perhaps a port: uri-host [":" port] (RFC 9110 section 7.2), not
// empty, the port at most 65535. Of the registered names of RFC 3986 only those made of letters,
// digits and "-._~" pass: no host on the Internet has another character, and percent signs, quotes
// or brackets in a Host field are only ever sent to confuse whoever builds a URL from it.
bool is_authority(std::string_view text) noexcept;

} // namespace costrel::inline v1::http
