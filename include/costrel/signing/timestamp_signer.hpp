#pragma once

#include <costrel/signing/signer.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

/// The second that the system's clock shows.
std::chrono::sys_seconds current_time() noexcept;

/// A value that was signed, and when.
struct TimestampedValue {
    std::string value;
    std::chrono::sys_seconds timestamp;

    friend bool operator==(const TimestampedValue&, const TimestampedValue&) = default;
};

/// Signs text together with the time, so that a signature can be rejected when it is too old: the
/// TimestampSigner of itsdangerous 2.2. Immutable after construction, so any thread may use it.
///
///     TimestampSigner signer("secret key", {.salt = "reset password"});
///     std::string token = signer.sign("user 42");
///     if (auto opened = signer.unsign(token, std::chrono::hours(1)))
///         reset_password(opened->value);
///     else if (opened.error().kind == ErrorKind::signature_expired)
///         show("This link is too old.");
class TimestampSigner {
public:
    /// Throws std::invalid_argument as Signer does.
    explicit TimestampSigner(const SecretKeys& keys, SignerOptions options = {});

    /// `value`, `now` and the signature of both. Throws std::logic_error when the signer has no
    /// key, std::invalid_argument when `now` is before 1970.
    std::string sign(std::string_view value, std::chrono::sys_seconds now = current_time()) const;

    /// The value and the time it was signed at, or an error:
    ///  - bad_signature: there is no separator, or the signature is wrong and there is no time;
    ///  - bad_time_signature: the signature is wrong, or the time is missing or malformed;
    ///  - signature_expired: it is older than `max_age`, or its time is later than `now`;
    ///  - timestamp_out_of_range: the signature is good but its time is past the year 9999.
    /// Without a `max_age` any age is accepted, and a time in the future, too. An age of exactly
    /// `max_age` is accepted.
    Result<TimestampedValue, Error>
    unsign(std::string_view signed_value,
           std::optional<std::chrono::seconds> max_age = std::nullopt,
           std::chrono::sys_seconds now = current_time()) const;

    /// Whether unsign() returns a value.
    bool validate(std::string_view signed_value,
                  std::optional<std::chrono::seconds> max_age = std::nullopt,
                  std::chrono::sys_seconds now = current_time()) const;

    /// What signs the value and the time together.
    const Signer& signer() const noexcept { return signer_; }

private:
    Signer signer_;
};

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
