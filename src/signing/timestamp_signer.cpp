#include "encoding/system_time.hpp"
#include "signing/timestamp.hpp"

#include <costrel/signing/timestamp_signer.hpp>

#include <cstdint>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::signing {

using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

sys_seconds to_time(std::uint64_t since_1970)
{
    return sys_seconds(seconds(static_cast<std::int64_t>(since_1970)));
}

// What is left of a token when its signature is taken off: the value and the text of the time.
struct TimedText {
    std::string_view value;
    std::string_view time;
};

std::optional<TimedText> split_time(std::string_view text, std::string_view separator)
{
    const std::size_t split = text.rfind(separator);
    if (split == std::string_view::npos)
        return std::nullopt;
    return TimedText{text.substr(0, split), text.substr(split + separator.size())};
}

// The error of a wrong signature, with what the time part says added. The time is only reported: it
// decides nothing.
Error wrong_signature(Error error, std::string_view separator)
{
    const auto parts = split_time(error.payload ? *error.payload : std::string_view(), separator);
    if (!parts)
        return error;
    error.kind = ErrorKind::bad_time_signature;
    const auto time = read_timestamp(parts->time);
    if (time && *time <= last_datetime)
        error.date_signed = to_time(*time);
    else if (time)
        error.message = "Malformed timestamp";
    error.payload = std::string(parts->value);
    return error;
}

} // namespace

sys_seconds current_time() noexcept
{
    return encoding::system_time();
}

TimestampSigner::TimestampSigner(const SecretKeys& keys, SignerOptions options)
    : signer_(keys, std::move(options))
{
}

std::string TimestampSigner::sign(std::string_view value, sys_seconds now) const
{
    if (now < sys_seconds{})
        throw std::invalid_argument(
            "costrel: a token cannot be signed at a time before 1970; set the system's clock");
    std::string timed(value);
    timed += signer_.options().separator;
    append_timestamp(timed, static_cast<std::uint64_t>(now.time_since_epoch().count()));
    return signer_.sign(timed);
}

Result<TimestampedValue, Error> TimestampSigner::unsign(std::string_view signed_value,
                                                        std::optional<seconds> max_age,
                                                        sys_seconds now) const
{
    const std::string_view separator = signer_.options().separator;
    auto unsigned_text = signer_.unsign(signed_value);
    if (!unsigned_text)
        return wrong_signature(std::move(unsigned_text).error(), separator);

    const auto parts = split_time(*unsigned_text, separator);
    if (!parts)
        return Error{ErrorKind::bad_time_signature, "timestamp missing", *unsigned_text};
    const auto time = read_timestamp(parts->time);
    if (!time)
        return Error{ErrorKind::bad_time_signature, "Malformed timestamp",
                     std::string(parts->value)};
    if (*time > last_datetime)
        return Error{ErrorKind::timestamp_out_of_range, "Signature timestamp is past the year 9999",
                     std::string(parts->value)};

    const sys_seconds signed_at = to_time(*time);
    if (max_age) {
        const seconds age = now - signed_at;
        const std::string shown = "Signature age " + std::to_string(age.count());
        if (age > *max_age)
            return Error{ErrorKind::signature_expired,
                         shown + " > " + std::to_string(max_age->count()) + " seconds",
                         std::string(parts->value), signed_at};
        if (age < seconds(0))
            return Error{ErrorKind::signature_expired, shown + " < 0 seconds",
                         std::string(parts->value), signed_at};
    }
    return TimestampedValue{std::string(parts->value), signed_at};
}

bool TimestampSigner::validate(std::string_view signed_value, std::optional<seconds> max_age,
                               sys_seconds now) const
{
    return unsign(signed_value, max_age, now).has_value();
}

} // namespace costrel::inline v1::signing
