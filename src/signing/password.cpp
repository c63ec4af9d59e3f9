#include "signing/hmac.hpp"
#include "signing/password_method.hpp"
#include "signing/random.hpp"

#include <costrel/password.hpp>

#include <openssl/crypto.h>

#include <array>
#include <stdexcept>
#include <string>

namespace costrel::inline v1 {

namespace {

using signing::PasswordMethod;

std::string make_salt(std::size_t length)
{
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    constexpr std::size_t fair = 256 / letters.size() * letters.size();
    std::string salt;
    std::array<unsigned char, 64> random;
    while (salt.size() < length) {
        signing::fill_random(random);
        for (std::size_t i = 0; i < random.size() && salt.size() < length; ++i)
            if (random[i] < fair) // the rest would make some letters likelier than others
                salt += letters[random[i] % letters.size()];
    }
    return salt;
}

[[noreturn]] void refuse(std::string_view method, const std::string& reason)
{
    throw std::invalid_argument("costrel: generate_password_hash(): '" + std::string(method) +
                                "': " + reason);
}

} // namespace

std::string generate_password_hash(std::string_view password, std::string_view method,
                                   std::size_t salt_length)
{
    if (salt_length == 0)
        throw std::invalid_argument(
            "costrel: generate_password_hash(): a salt has at least one letter");
    const auto parsed = PasswordMethod::parse(method);
    if (!parsed)
        refuse(method, parsed.error().reason);
    const std::string salt = make_salt(salt_length);
    const auto derived = parsed->derive(password, salt);
    if (!derived)
        refuse(method, "OpenSSL cannot do it (" + derived.error().reason + ")");
    return parsed->text() + "$" + salt + "$" + *derived;
}

bool check_password_hash(std::string_view hash, std::string_view password)
{
    const std::size_t first = hash.find('$');
    const std::size_t second = first == hash.npos ? first : hash.find('$', first + 1);
    if (second == hash.npos)
        return false;
    const auto method = PasswordMethod::parse(hash.substr(0, first));
    if (!method)
        return false;
    auto derived = method->derive(password, hash.substr(first + 1, second - first - 1));
    if (!derived)
        return false;
    std::string computed = *std::move(derived);
    const bool equal = signing::constant_time_equal(computed, hash.substr(second + 1));
    OPENSSL_cleanse(computed.data(), computed.size());
    return equal;
}

} // namespace costrel::inline v1
