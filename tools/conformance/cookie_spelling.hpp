#pragma once

#include <string_view>

namespace conformance {

/// Whether a session cookie's value is spelled as Flask would spell it: payload.time.signature in
/// canonical base64url, a dot before a compressed payload, nothing after its zlib stream, and no
/// zero before the time. costrel takes no other.
bool is_canonical(std::string_view cookie);

} // namespace conformance
