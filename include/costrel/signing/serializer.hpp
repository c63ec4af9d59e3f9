#pragma once

#include <costrel/signing/payload.hpp>
#include <costrel/signing/signer.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// Another way that tokens may be signed, besides the main one. Its defaults are those of
/// itsdangerous, not what the serializer was given; keys and salt are the serializer's.
struct FallbackSigner {
    std::string separator = ".";
    KeyDerivation key_derivation = KeyDerivation::django_concat;
    Digest digest = "sha1";
    Algorithm algorithm = Algorithm::hmac;
};

/// The defaults are those of itsdangerous.
struct SerializerOptions {
    /// The purpose of the tokens. A token made for one salt is not valid for another.
    std::string salt = "itsdangerous";
    std::string separator = ".";
    KeyDerivation key_derivation = KeyDerivation::django_concat;
    Digest digest = "sha1";
    Algorithm algorithm = Algorithm::hmac;
    /// How a value becomes text; nullptr: the JSON that the class uses. It must live as long as
    /// the serializer.
    const PayloadSerializer* payload = nullptr;
    /// How older tokens were signed, so that they can be read for a while.
    std::vector<FallbackSigner> fallback_signers = {};
    /// Bytes that a compressed payload of the URL-safe classes may expand to; above: bad_payload.
    /// itsdangerous has no such limit.
    std::size_t max_payload = 1024 * 1024;
};

/// How a payload is written in a token.
enum class PayloadForm {
    plain,    ///< as the payload serializer wrote it
    url_safe, ///< compressed if that helps, and in base64url
};

/// What a token says when nobody insists that it is signed.
struct UnsafeValue {
    bool trusted = false;       ///< whether the signature is good
    std::optional<Value> value; ///< nothing when the payload cannot be read
};

/// Signs values: the Serializer of itsdangerous 2.2. Immutable after construction, so any thread
/// may use it.
///
///     Serializer serializer("secret key", {.salt = "invite"});
///     std::string token = serializer.dumps(Dict{{"id", 5}, {"name", "itsdangerous"}});
///     if (auto value = serializer.loads(token))
///         accept(*value);
class Serializer {
public:
    /// Throws std::invalid_argument as Signer does.
    explicit Serializer(const SecretKeys& keys, SerializerOptions options = {});

    /// The token of `value`. Throws std::logic_error when there is no key, and what the payload
    /// serializer throws for a value that it cannot write.
    std::string dumps(const Value& value) const;

    /// The value of a token, or an error: bad_signature, or bad_payload when the signature is good
    /// but the payload cannot be read.
    Result<Value, Error> loads(std::string_view token) const;

    /// The value of a token whether or not its signature is good: for looking at tokens, never for
    /// trusting them.
    UnsafeValue loads_unsafe(std::string_view token) const;

    /// The same serializer for another purpose: what the `salt` argument of dumps() and loads() is
    /// in itsdangerous.
    Serializer with_salt(std::string_view salt) const;

protected:
    Serializer(const SecretKeys& keys, SerializerOptions options, PayloadForm form);

private:
    SecretKeys keys_;
    SerializerOptions options_;
    PayloadForm form_;
    std::vector<Signer> signers_; // the main one, then the fallbacks
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
