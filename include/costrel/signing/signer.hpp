#pragma once

#include <costrel/result.hpp>
#include <costrel/signing/digest.hpp>
#include <costrel/signing/error.hpp>
#include <costrel/signing/key_derivation.hpp>
#include <costrel/signing/secret.hpp>
#include <costrel/signing/secret_keys.hpp>

#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

class Hmac; // a keyed MAC; private

enum class Algorithm {
    hmac, ///< HMAC with the signer's digest
    none, ///< an empty signature: protects nothing
};

/// The defaults are those of itsdangerous.
struct SignerOptions {
    /// The purpose of what is signed. A signature made for one salt is not valid for another.
    std::string salt = "itsdangerous.Signer";
    /// What stands between a value and its signature.
    std::string separator = ".";
    KeyDerivation key_derivation = KeyDerivation::django_concat;
    Digest digest = "sha1";
    Algorithm algorithm = Algorithm::hmac;
};

/// Signs text, and tells whether a signed text is one of its own: the Signer of itsdangerous 2.2,
/// byte for byte. Immutable after construction, so any thread may use it.
///
///     Signer signer("secret key", {.salt = "unsubscribe"});
///     std::string signed_value = signer.sign("user 42"); // "user 42.…"
///     if (auto value = signer.unsign(signed_value))
///         unsubscribe(*value);
class Signer {
public:
    /// Throws std::invalid_argument when the separator could be part of a signature: when it is
    /// empty or a piece of "abc…zABC…Z012…9-_=".
    explicit Signer(const SecretKeys& keys, SignerOptions options = {});
    Signer(const Signer&);
    Signer(Signer&&) noexcept;
    Signer& operator=(const Signer&);
    Signer& operator=(Signer&&) noexcept;
    ~Signer();

    /// `value`, the separator and the signature. Any bytes can be signed. Throws std::logic_error
    /// when the signer has no key.
    std::string sign(std::string_view value) const;

    /// The value that was signed, or bad_signature: there is no separator (then the error has no
    /// payload) or none of the keys made this signature.
    Result<std::string, Error> unsign(std::string_view signed_value) const;

    /// Whether unsign() returns a value.
    bool validate(std::string_view signed_value) const;

    /// The signature of `value` alone, in base64url. Throws std::logic_error when the signer has no
    /// key.
    std::string get_signature(std::string_view value) const;

    /// Whether `signature` (base64, spelled as loosely as itsdangerous allows) is one of `value`.
    bool verify_signature(std::string_view value, std::string_view signature) const;

    /// The key that signs, made of the newest secret key and the salt. Throws std::logic_error when
    /// the signer has no key.
    Secret derive_key() const;

    const SignerOptions& options() const noexcept { return options_; }

private:
    const Hmac& newest() const;

    SignerOptions options_;
    std::vector<Hmac> keys_; // newest first
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
