#pragma once

#include "signing/hmac.hpp"

#include <costrel/interop/laravel.hpp>
#include <costrel/signing/secret.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::interop {

// Laravel's Encrypter and EncryptCookies: base64 of {"iv","value","mac","tag"}, with the cookie's
// name within.
class LaravelEncrypter {
public:
    explicit LaravelEncrypter(const LaravelOptions& options);

    std::size_t iv_size() const noexcept;
    std::string encrypt(std::string_view name, std::string_view text, std::string_view iv) const;
    SealedContent decrypt(std::string_view name, std::string_view value) const;

private:
    struct Key {
        signing::Secret secret;
        signing::Hmac mac;
        signing::Hmac name_mac;
    };
    struct Payload;

    std::string prefix_of(const Key& key, std::string_view name) const;
    std::optional<std::string> plain_of(const Key& key, const Payload& payload) const;

    bool gcm_;
    std::vector<Key> keys_;
};

} // namespace costrel::inline v1::interop
