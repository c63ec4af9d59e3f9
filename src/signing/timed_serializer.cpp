#include "signing/payload_form.hpp"
#include "signing/unsigners.hpp"

#include <costrel/signing/timed_serializer.hpp>

#include <utility>

namespace costrel::inline v1::signing {

namespace {

// Whether another signer may still accept the token. A token that is too old was signed well, and
// no other signer would make it younger.
bool worth_another_signer(const Result<TimestampedValue, Error>& opened)
{
    return !opened && (opened.error().kind == ErrorKind::bad_signature ||
                       opened.error().kind == ErrorKind::bad_time_signature);
}

} // namespace

TimedSerializer::TimedSerializer(const SecretKeys& keys, SerializerOptions options)
    : TimedSerializer(keys, std::move(options), PayloadForm::plain)
{
}

TimedSerializer::TimedSerializer(const SecretKeys& keys, SerializerOptions options,
                                 PayloadForm form)
    : keys_(keys), options_(std::move(options)), form_(form),
      signers_(make_unsigners<TimestampSigner>(keys_, options_))
{
    if (!options_.payload)
        options_.payload = &default_payload(form_);
}

std::string TimedSerializer::dumps(const Value& value, std::chrono::sys_seconds now) const
{
    return signers_.front().sign(dump_payload(value, options_, form_), now);
}

Result<TimedValue, Error> TimedSerializer::loads(std::string_view token,
                                                 std::optional<std::chrono::seconds> max_age,
                                                 std::chrono::sys_seconds now) const
{
    auto opened = signers_.front().unsign(token, max_age, now);
    for (std::size_t i = 1; worth_another_signer(opened) && i < signers_.size(); ++i)
        opened = signers_[i].unsign(token, max_age, now);
    if (!opened)
        return std::move(opened).error();
    auto value = load_payload(opened->value, options_, form_);
    if (!value)
        return std::move(value).error();
    return TimedValue{*std::move(value), opened->timestamp};
}

UnsafeValue TimedSerializer::loads_unsafe(std::string_view token,
                                          std::optional<std::chrono::seconds> max_age,
                                          std::chrono::sys_seconds now) const
{
    auto opened = loads(token, max_age, now);
    if (opened)
        return {true, (*std::move(opened)).value};
    const Error& error = opened.error();
    if (error.kind == ErrorKind::bad_payload)
        return {true, std::nullopt};
    if (!error.payload)
        return {};
    auto untrusted = load_payload(*error.payload, options_, form_);
    return {false, untrusted ? std::optional(*std::move(untrusted)) : std::nullopt};
}

TimedSerializer TimedSerializer::with_salt(std::string_view salt) const
{
    SerializerOptions options = options_;
    options.salt = salt;
    return {keys_, std::move(options), form_};
}

} // namespace costrel::inline v1::signing
