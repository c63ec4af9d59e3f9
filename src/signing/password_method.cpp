#include "signing/password_method.hpp"

#include "encoding/ascii.hpp"
#include "signing/digest_method.hpp"
#include "signing/openssl_error.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <charconv>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

namespace costrel::inline v1::signing {

namespace {

constexpr std::size_t scrypt_size = 64; // bytes, as Python's hashlib

std::vector<std::string_view> split(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t colon; (colon = text.find(':')) != text.npos; text.remove_prefix(colon + 1))
        parts.push_back(text.substr(0, colon));
    parts.push_back(text);
    return parts;
}

// A number from 1 on, in digits alone. Python's int() also takes signs, spaces and underscores,
// which Werkzeug never writes.
std::optional<std::uint64_t> read_count(std::string_view text)
{
    std::uint64_t count = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{} || stop != end || count == 0)
        return std::nullopt;
    return count;
}

std::string to_hex(std::span<const unsigned char> bytes)
{
    std::string text;
    text.reserve(2 * bytes.size());
    for (const unsigned char byte : bytes) {
        text += encoding::hex_digits[byte >> 4];
        text += encoding::hex_digits[byte & 15];
    }
    return text;
}

// OpenSSL only reads what it is given, though the parameters' types are not const; and takes a null
// pointer for "not given", which an empty text is not.
OSSL_PARAM octets(const char* name, std::string_view bytes)
{
    return OSSL_PARAM_construct_octet_string(
        name, const_cast<char*>(bytes.empty() ? "" : bytes.data()), bytes.size());
}

Result<std::string, PasswordMethod::Error> run_kdf(const char* name, std::size_t size,
                                                   std::span<const OSSL_PARAM> parameters)
{
    struct Context {
        EVP_KDF* algorithm;
        EVP_KDF_CTX* handle = algorithm ? EVP_KDF_CTX_new(algorithm) : nullptr;
        ~Context()
        {
            EVP_KDF_CTX_free(handle);
            EVP_KDF_free(algorithm);
        }
    } context{EVP_KDF_fetch(nullptr, name, nullptr)};
    std::array<unsigned char, max_digest_size> derived;
    if (!context.handle ||
        EVP_KDF_derive(context.handle, derived.data(), size, parameters.data()) != 1) {
        const bool no_memory = ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
        std::string words = take_openssl_error();
        if (no_memory)
            throw std::bad_alloc();
        return PasswordMethod::Error{std::move(words)};
    }
    std::string hex = to_hex(std::span(derived).first(size));
    OPENSSL_cleanse(derived.data(), derived.size());
    return hex;
}

} // namespace

Result<PasswordMethod, PasswordMethod::Error> PasswordMethod::parse(std::string_view text)
{
    const auto parts = split(text);
    if (parts[0] == "scrypt") {
        if (parts.size() == 1)
            return PasswordMethod(Scrypt{});
        const auto n = parts.size() == 4 ? read_count(parts[1]) : std::nullopt;
        const auto r = n ? read_count(parts[2]) : std::nullopt;
        const auto p = r ? read_count(parts[3]) : std::nullopt;
        if (!p)
            return Error{"scrypt takes three numbers, as in 'scrypt:32768:8:1'"};
        // Divided, for a product could overflow.
        if (*n > most_scrypt_work || *r > most_scrypt_work / *n || *p > most_scrypt_work / *n / *r)
            return Error{"these numbers of scrypt take too much memory or time; N * r * p is at "
                         "most 4194304"};
        return PasswordMethod(Scrypt{*n, *r, *p});
    }
    if (parts[0] == "pbkdf2") {
        if (parts.size() > 3)
            return Error{"pbkdf2 takes a digest and a number, as in 'pbkdf2:sha256:1000000'"};
        Pbkdf2 pbkdf2;
        if (parts.size() > 1) {
            try {
                pbkdf2.digest = parts[1];
            } catch (const std::invalid_argument& error) {
                return Error{error.what()};
            }
        }
        if (parts.size() > 2) {
            const auto iterations = read_count(parts[2]);
            if (!iterations || *iterations > most_iterations)
                return Error{"pbkdf2 takes from 1 to 16000000 iterations"};
            pbkdf2.iterations = *iterations;
        }
        return PasswordMethod(pbkdf2);
    }
    return Error{"a method of passwords is 'scrypt' or 'pbkdf2', with parameters after a ':' or "
                 "without"};
}

std::string PasswordMethod::text() const
{
    if (const auto* scrypt = std::get_if<Scrypt>(&parameters_))
        return "scrypt:" + std::to_string(scrypt->n) + ":" + std::to_string(scrypt->r) + ":" +
               std::to_string(scrypt->p);
    const auto& pbkdf2 = std::get<Pbkdf2>(parameters_);
    return "pbkdf2:" + std::string(pbkdf2.digest.name()) + ":" + std::to_string(pbkdf2.iterations);
}

Result<std::string, PasswordMethod::Error> PasswordMethod::derive(std::string_view password,
                                                                  std::string_view salt) const
{
    const OSSL_PARAM password_parameter = octets(OSSL_KDF_PARAM_PASSWORD, password);
    const OSSL_PARAM salt_parameter = octets(OSSL_KDF_PARAM_SALT, salt);
    if (const auto* found = std::get_if<Scrypt>(&parameters_)) {
        Scrypt scrypt = *found;
        // The limit that Werkzeug sets, so that both reject the same numbers.
        std::uint64_t most_memory = 132 * scrypt.n * scrypt.r * scrypt.p;
        const OSSL_PARAM parameters[] = {
            password_parameter,
            salt_parameter,
            OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &scrypt.n),
            OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_R, &scrypt.r),
            OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_P, &scrypt.p),
            OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most_memory),
            OSSL_PARAM_construct_end(),
        };
        return run_kdf(OSSL_KDF_NAME_SCRYPT, scrypt_size, parameters);
    }
    Pbkdf2 pbkdf2 = std::get<Pbkdf2>(parameters_);
    int any_size = 1; // short salts and few iterations too, which SP 800-132 would refuse
    const OSSL_PARAM parameters[] = {
        password_parameter,
        salt_parameter,
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
                                         const_cast<char*>(pbkdf2.digest.method().openssl_name), 0),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &pbkdf2.iterations),
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &any_size),
        OSSL_PARAM_construct_end(),
    };
    return run_kdf(OSSL_KDF_NAME_PBKDF2, pbkdf2.digest.size(), parameters);
}

} // namespace costrel::inline v1::signing
