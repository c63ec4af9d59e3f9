#pragma once

#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// How the key of a signer is made from a secret key and a salt, so that tokens made for one
/// purpose are not valid for another. H is the signer's digest.
enum class KeyDerivation {
    concat,        ///< H(salt + key)
    django_concat, ///< H(salt + "signer" + key), itsdangerous' default
    hmac,          ///< HMAC-H(key, salt), Flask's choice
    none,          ///< the secret key itself: the salt is not used
};

/// The derivation that itsdangerous calls "concat", "django-concat", "hmac" or "none". Throws
/// std::invalid_argument for any other name.
KeyDerivation key_derivation_named(std::string_view name);

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
