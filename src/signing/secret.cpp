#include <costrel/signing/secret.hpp>
#include <costrel/signing/secret_keys.hpp>

#include <openssl/crypto.h>

namespace costrel::inline v1::signing {

Secret::~Secret()
{
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

SecretKeys::SecretKeys(std::initializer_list<std::string_view> oldest_first)
{
    keys_.reserve(oldest_first.size());
    for (const std::string_view key : oldest_first)
        add(key);
}

SecretKeys::SecretKeys(const std::vector<std::string>& oldest_first)
{
    keys_.reserve(oldest_first.size());
    for (const std::string& key : oldest_first)
        add(key);
}

void SecretKeys::add(std::string_view newest)
{
    keys_.emplace_back(newest);
}

} // namespace costrel::inline v1::signing
