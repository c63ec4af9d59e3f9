#pragma once

#include <costrel/signing/serializer.hpp>
#include <costrel/signing/timed_serializer.hpp>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// A Serializer whose tokens hold only letters, digits, "-", "_" and ".": good for a URL, a cookie
/// or a header. The payload is compressed when that makes it shorter.
///
///     URLSafeSerializer serializer("secret key", {.salt = "unsubscribe"});
///     std::string link = "/unsubscribe/" + serializer.dumps(Dict{{"id", 5}});
class URLSafeSerializer : public Serializer {
public:
    explicit URLSafeSerializer(const SecretKeys& keys, SerializerOptions options = {});
};

/// A TimedSerializer whose tokens hold only letters, digits, "-", "_" and ".". With Flask's options
/// it reads and writes Flask's session cookies:
///
///     URLSafeTimedSerializer sessions(app_secret_key, {.salt = "cookie-session",
///                                                      .key_derivation = KeyDerivation::hmac,
///                                                      .payload = &tagged_json()});
class URLSafeTimedSerializer : public TimedSerializer {
public:
    explicit URLSafeTimedSerializer(const SecretKeys& keys, SerializerOptions options = {});
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
