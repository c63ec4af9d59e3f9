#pragma once

#include "signing/hmac.hpp"

#include <costrel/signing/digest.hpp>
#include <costrel/signing/key_derivation.hpp>
#include <costrel/signing/secret_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::signing {

enum class TokenStatus {
    ok,
    malformed,       // too long, not payload.time.signature, or a signature of the wrong shape
    bad_signature,   // signed by nobody we know
    expired,         // older than max_age
    from_the_future, // its time is later than now
    bad_timestamp,   // its time is not canonical or is past the year 9999
    unreadable,      // its payload is empty, not canonical base64url, or a broken zlib stream
    too_large,       // its payload inflates to more than max_payload bytes
};

struct OpenInfo {
    std::int64_t date_signed = 0; // seconds since 1970; set when the signature and time are good
    std::size_t key_index = 0;    // 0 = the current key, 1 = the newest fallback, …
};

// Flask's names and values for what signs its session cookie.
struct TokenOptions {
    std::string salt = "cookie-session";
    KeyDerivation key_derivation = KeyDerivation::hmac;
    Digest digest = "sha1";
    std::size_t max_token = 8 * 1024;      // bytes; a longer token is malformed, and not hashed
    std::size_t max_payload = 1024 * 1024; // bytes of JSON that a compressed payload may give
};

// Signs and opens the text of a session cookie, payload.time.signature. It is what
// URLSafeTimedSerializer does, without a Value in between, without an allocation where none is
// needed, and strict: a token has one spelling. Immutable, so any thread may use it.
class TokenSigner {
public:
    // Keys are oldest first, as in [*SECRET_KEY_FALLBACKS, SECRET_KEY]: the last one signs. Throws
    // std::invalid_argument when there is none.
    explicit TokenSigner(const SecretKeys& keys, TokenOptions options = {});

    // Appends the token of `json` signed at `now` (seconds since 1970; throws
    // std::invalid_argument when that is negative, because then a clock is wrong).
    // `key` is counted as OpenInfo::key_index.
    void sign(std::string& out, std::string_view json, std::int64_t now, std::size_t key = 0) const;

    // Appends what sign() would give for the JSON of `earlier`, a token that it gave for that key.
    void sign_again(std::string& out, std::string_view earlier, std::int64_t now,
                    std::size_t key = 0) const;

    // Who signed a token, and when: judges neither its age nor its payload, which is the text
    // before the time; `payload` is set when the status is ok.
    TokenStatus verify(std::string_view token, std::string_view& payload, OpenInfo& info) const;

    // Reads a token that is at most `max_age` seconds old. `json_out` is replaced, and is empty
    // unless the status is ok. Only running out of memory throws.
    TokenStatus open(std::string_view token, std::int64_t now, std::int64_t max_age,
                     std::string& json_out, OpenInfo& info) const;

private:
    // Appends to the payload, which begins at `start`, the time and the signature.
    void finish(std::string& out, std::size_t start, std::int64_t now, std::size_t key) const;
    // The index of the key whose signature of `text` this is, or keys_.size().
    std::size_t find_key(std::string_view text, std::string_view signature) const;
    TokenStatus read_payload(std::string_view payload, std::string& json_out) const;

    std::vector<Hmac> keys_; // newest first
    std::size_t max_token_;
    std::size_t max_payload_;
};

} // namespace costrel::inline v1::signing
