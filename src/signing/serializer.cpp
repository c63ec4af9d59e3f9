#include "signing/payload_form.hpp"
#include "signing/unsigners.hpp"

#include <costrel/signing/serializer.hpp>

#include <utility>

namespace costrel::inline v1::signing {

Serializer::Serializer(const SecretKeys& keys, SerializerOptions options)
    : Serializer(keys, std::move(options), PayloadForm::plain)
{
}

Serializer::Serializer(const SecretKeys& keys, SerializerOptions options, PayloadForm form)
    : keys_(keys), options_(std::move(options)), form_(form),
      signers_(make_unsigners<Signer>(keys_, options_))
{
    if (!options_.payload)
        options_.payload = &default_payload(form_);
}

std::string Serializer::dumps(const Value& value) const
{
    return signers_.front().sign(dump_payload(value, options_, form_));
}

Result<Value, Error> Serializer::loads(std::string_view token) const
{
    auto payload = signers_.front().unsign(token);
    for (std::size_t i = 1; !payload && i < signers_.size(); ++i)
        payload = signers_[i].unsign(token);
    if (!payload)
        return std::move(payload).error();
    return load_payload(*payload, options_, form_);
}

UnsafeValue Serializer::loads_unsafe(std::string_view token) const
{
    auto value = loads(token);
    if (value)
        return {true, *std::move(value)};
    const Error& error = value.error();
    if (!error.is_bad_signature())
        return {true, std::nullopt};
    if (!error.payload)
        return {};
    auto untrusted = load_payload(*error.payload, options_, form_);
    return {false, untrusted ? std::optional(*std::move(untrusted)) : std::nullopt};
}

Serializer Serializer::with_salt(std::string_view salt) const
{
    SerializerOptions options = options_;
    options.salt = salt;
    return {keys_, std::move(options), form_};
}

} // namespace costrel::inline v1::signing
