#pragma once

#include <chrono>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// Why a token was not accepted, after the exceptions of itsdangerous.
enum class ErrorKind {
    bad_signature,          ///< BadSignature: no signature, or not one of ours
    bad_time_signature,     ///< BadTimeSignature: as above, or the time is missing or malformed
    signature_expired,      ///< SignatureExpired: too old, or signed in the future
    bad_payload,            ///< BadPayload: well signed, but what was signed cannot be read
    timestamp_out_of_range, ///< well signed after the year 9999, where Python raises ValueError
};

/// What a signer or serializer returns instead of a value.
struct Error {
    ErrorKind kind;
    std::string message; ///< in the words of itsdangerous; may quote what the peer sent

    /// What the signature claimed to be of. Untrusted, and nothing when there was no separator.
    std::optional<std::string> payload = std::nullopt;
    /// When the token says that it was signed, if it says so. To be trusted only when the kind is
    /// signature_expired.
    std::optional<std::chrono::sys_seconds> date_signed = std::nullopt;
    /// For bad_payload: what the decoder said.
    std::string original_error = {};

    /// Whether `except BadSignature` would catch it in Python: the first three kinds.
    bool is_bad_signature() const noexcept
    {
        return kind == ErrorKind::bad_signature || kind == ErrorKind::bad_time_signature ||
               kind == ErrorKind::signature_expired;
    }
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
