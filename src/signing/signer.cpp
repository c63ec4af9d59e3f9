#include "encoding/base64.hpp"
#include "signing/bytes_repr.hpp"
#include "signing/derived_key.hpp"
#include "signing/hmac.hpp"

#include <costrel/signing/signer.hpp>

#include <array>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::signing {

namespace {

// itsdangerous looks for the separator as a piece of this text, not for each of its characters.
constexpr std::string_view signature_alphabet =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=";

std::string mac_of(const Hmac& key, std::string_view value)
{
    std::array<unsigned char, max_digest_size> mac;
    const std::size_t size = key.compute(std::array{value}, mac);
    return {reinterpret_cast<const char*>(mac.data()), size};
}

} // namespace

Signer::Signer(const SecretKeys& keys, SignerOptions options) : options_(std::move(options))
{
    if (signature_alphabet.find(options_.separator) != std::string_view::npos)
        throw std::invalid_argument(
            "The given separator cannot be used because it may be contained in the signature "
            "itself. ASCII letters, digits, and '-_=' must not be used.");
    keys_.reserve(keys.size());
    for (auto key = keys.end(); key != keys.begin();) {
        --key;
        const Secret derived = signing::derive_key(options_.key_derivation, options_.digest,
                                                   options_.salt, key->view());
        keys_.emplace_back(options_.digest, derived.view());
    }
}

Signer::Signer(const Signer&) = default;
Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(const Signer&) = default;
Signer& Signer::operator=(Signer&&) noexcept = default;
Signer::~Signer() = default;

std::string Signer::sign(std::string_view value) const
{
    std::string signed_value(value);
    signed_value += options_.separator;
    signed_value += get_signature(value);
    return signed_value;
}

Result<std::string, Error> Signer::unsign(std::string_view signed_value) const
{
    const std::size_t split = signed_value.rfind(options_.separator);
    if (split == std::string_view::npos)
        return Error{ErrorKind::bad_signature,
                     "No " + bytes_repr(options_.separator) + " found in value"};
    std::string value(signed_value.substr(0, split));
    const std::string_view signature = signed_value.substr(split + options_.separator.size());
    if (verify_signature(value, signature))
        return value;
    return Error{ErrorKind::bad_signature, "Signature " + bytes_repr(signature) + " does not match",
                 std::move(value)};
}

bool Signer::validate(std::string_view signed_value) const
{
    return unsign(signed_value).has_value();
}

std::string Signer::get_signature(std::string_view value) const
{
    const Hmac& key = newest();
    std::string signature;
    if (options_.algorithm == Algorithm::hmac)
        encoding::base64url_encode(signature, mac_of(key, value));
    return signature;
}

bool Signer::verify_signature(std::string_view value, std::string_view signature) const
{
    std::string mac;
    if (!encoding::base64url_decode(signature, mac))
        return false;
    if (options_.algorithm == Algorithm::none)
        return mac.empty() && !keys_.empty();
    for (const Hmac& key : keys_) {
        if (constant_time_equal(mac, mac_of(key, value)))
            return true;
    }
    return false;
}

Secret Signer::derive_key() const
{
    return Secret(newest().key());
}

const Hmac& Signer::newest() const
{
    if (keys_.empty())
        throw std::logic_error("costrel: this signer has no secret key; give SecretKeys at least "
                               "one before signing");
    return keys_.front();
}

} // namespace costrel::inline v1::signing
