#pragma once

#include <costrel/signing/digest.hpp>
#include <costrel/signing/key_derivation.hpp>
#include <costrel/signing/secret.hpp>

#include <string_view>

namespace costrel::inline v1::signing {

// The key that `secret_key` and `salt` make together.
Secret derive_key(KeyDerivation derivation, Digest digest, std::string_view salt,
                  std::string_view secret_key);

} // namespace costrel::inline v1::signing
