#pragma once

#include <string>

namespace conformance {

/// The key that @fastify/secure-session derives of `secret` and `salt` by Argon2id, which OpenSSL
/// has from 3.2 on only. Throws where the tool was built without libargon2.
std::string argon2_key(const std::string& secret, const std::string& salt);

} // namespace conformance
