#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

struct DigestMethod; // what OpenSSL knows of it; private

/// A hash function, named as in Python's hashlib: "sha1", "sha256", "sha512", "md5", "sha3_256",
/// "blake2b", "blake2s", … Case does not matter, and "-" is read as "_". Cheap to copy.
///
///     Signer signer("secret", {.digest = "sha256"});
class Digest {
public:
    Digest(std::string_view name); ///< throws std::invalid_argument when OpenSSL has no such digest
    Digest(const std::string& name) : Digest(std::string_view(name)) {}
    Digest(const char* name) : Digest(std::string_view(name)) {}

    std::string_view name() const noexcept; ///< hashlib's name of it: "sha3_256"
    std::size_t size() const noexcept;      ///< bytes of a digest: 20 for "sha1", at most 64

    /// The implementation's record of it, valid for ever.
    const DigestMethod& method() const noexcept { return *method_; }

    friend bool operator==(Digest left, Digest right) noexcept = default;

private:
    const DigestMethod* method_;
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
