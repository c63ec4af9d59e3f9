#pragma once

#include <costrel/result.hpp>
#include <costrel/signing/digest.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace costrel::inline v1::signing {

// How a password is made into the bytes that a database keeps: what stands before the first "$" of
// Werkzeug's hashes.
class PasswordMethod {
public:
    // 16 times the work of the defaults: who can write into the database cannot make a login take
    // all the memory, or minutes.
    static constexpr std::uint64_t most_scrypt_work = 1 << 22; // N * r * p; times 128: bytes
    static constexpr std::uint64_t most_iterations = 16'000'000;

    // Why a method cannot be used, in words.
    struct Error {
        std::string reason;
    };

    // "scrypt", "scrypt:N:r:p", "pbkdf2", "pbkdf2:digest", "pbkdf2:digest:iterations".
    static Result<PasswordMethod, Error> parse(std::string_view text);

    // As Werkzeug writes it, with all parameters.
    std::string text() const;

    // The derived bytes in lower-case hexadecimal, or OpenSSL's words for why there are none:
    // scrypt takes only some numbers. Throws std::bad_alloc.
    Result<std::string, Error> derive(std::string_view password, std::string_view salt) const;

private:
    struct Scrypt { // RFC 7914
        std::uint64_t n = 32768;
        std::uint64_t r = 8;
        std::uint64_t p = 1;
    };
    struct Pbkdf2 { // RFC 8018
        Digest digest = "sha256";
        std::uint64_t iterations = 1'000'000;
    };
    using Parameters = std::variant<Scrypt, Pbkdf2>;

    explicit PasswordMethod(Parameters parameters) : parameters_(parameters) {}

    Parameters parameters_;
};

} // namespace costrel::inline v1::signing
