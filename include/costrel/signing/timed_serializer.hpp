#pragma once

#include <costrel/signing/serializer.hpp>
#include <costrel/signing/timestamp_signer.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// A value that was signed, and when.
struct TimedValue {
    Value value;
    std::chrono::sys_seconds timestamp;
};

/// Signs values together with the time: the TimedSerializer of itsdangerous 2.2. Immutable after
/// construction, so any thread may use it.
///
///     TimedSerializer serializer("secret key", {.salt = "invite"});
///     std::string token = serializer.dumps(Dict{{"id", 5}});
///     if (auto opened = serializer.loads(token, std::chrono::hours(24)))
///         accept(opened->value);
class TimedSerializer {
public:
    /// Throws std::invalid_argument as Signer does.
    explicit TimedSerializer(const SecretKeys& keys, SerializerOptions options = {});

    /// The token of `value`, signed at `now`. Throws as Serializer::dumps() and
    /// TimestampSigner::sign() do.
    std::string dumps(const Value& value, std::chrono::sys_seconds now = current_time()) const;

    /// The value of a token and the time it was signed at, or an error: one of those of
    /// TimestampSigner::unsign(), or bad_payload when signature and time are good but the payload
    /// cannot be read.
    Result<TimedValue, Error> loads(std::string_view token,
                                    std::optional<std::chrono::seconds> max_age = std::nullopt,
                                    std::chrono::sys_seconds now = current_time()) const;

    /// The value of a token whether or not its signature and age are good: for looking at tokens,
    /// never for trusting them.
    UnsafeValue loads_unsafe(std::string_view token,
                             std::optional<std::chrono::seconds> max_age = std::nullopt,
                             std::chrono::sys_seconds now = current_time()) const;

    /// The same serializer for another purpose: what the `salt` argument of dumps() and loads() is
    /// in itsdangerous.
    TimedSerializer with_salt(std::string_view salt) const;

protected:
    TimedSerializer(const SecretKeys& keys, SerializerOptions options, PayloadForm form);

private:
    SecretKeys keys_;
    SerializerOptions options_;
    PayloadForm form_;
    std::vector<TimestampSigner> signers_; // the main one, then the fallbacks
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
