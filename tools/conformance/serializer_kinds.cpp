#include "kinds.hpp"
#include "signing_error.hpp"
#include "vector.hpp"

#include <costrel/json.hpp>
#include <costrel/signing/url_safe_serializer.hpp>

#include <stdexcept>

namespace conformance {

using namespace costrel;
using namespace costrel::signing;

namespace {

// A payload that is text already.
class Verbatim : public PayloadSerializer {
public:
    std::string dump(const Value& text) const override { return *text.as<std::string>(); }
    Result<Value, PayloadError> load(std::string_view text) const override { return Value(text); }
};

// What Flask makes of SECRET_KEY and SECRET_KEY_FALLBACKS to sign its sessions.
URLSafeTimedSerializer sessions_of(const Dict& vector, const PayloadSerializer& payload)
{
    SecretKeys keys;
    for (const Value& old : list_field(vector, "fallbacks"))
        keys.add(*old.as<std::string>());
    keys.add(vector.contains("secret") ? text_field(vector, "secret")
                                       : hex_field(vector, "secret_hex"));
    return URLSafeTimedSerializer(keys, {.salt = text_field(vector, "salt"),
                                         .key_derivation = KeyDerivation::hmac,
                                         .payload = &payload});
}

std::string at(const std::string& text, std::int64_t seconds)
{
    return text + " at " + std::to_string(seconds);
}

// The token of `value`, if `serializer` reads it to that value again.
template <class S, class... Time>
std::string round_trip(const S& serializer, const Value& value, Time... now)
{
    const std::string token = serializer.dumps(value, now...);
    const UnsafeValue again = serializer.loads_unsafe(token);
    return again.trusted && again.value == value ? token : "not read again: " + token;
}

} // namespace

Outcome check_serializer(const Dict& vector)
{
    SecretKeys keys;
    for (const Value& key : list_field(vector, "keys"))
        keys.add(*key.as<std::string>());
    const SerializerOptions options{.salt = text_field(vector, "salt")};
    const auto value = json_loads(text_field(vector, "value"));
    const std::string& want = text_field(dict_field(vector, "expect"), "signed");
    const std::string& cls = text_field(vector, "cls");

    if (cls == "Serializer")
        return compare(want, round_trip(Serializer(keys, options), *value));
    if (cls == "URLSafeSerializer")
        return compare(want, round_trip(URLSafeSerializer(keys, options), *value));
    if (cls == "TimedSerializer")
        return compare(want, round_trip(TimedSerializer(keys, options), *value, time_of(vector)));
    if (cls == "URLSafeTimedSerializer")
        return compare(want,
                       round_trip(URLSafeTimedSerializer(keys, options), *value, time_of(vector)));
    throw std::runtime_error("a class that costrel does not have: " + cls);
}

Outcome check_loads(const Dict& vector)
{
    const Dict& expect = dict_field(vector, "expect");
    const std::string cookie =
        vector.contains("cookie") ? text_field(vector, "cookie") : hex_field(vector, "cookie_hex");
    const auto opened =
        sessions_of(vector, tagged_json()).loads(cookie, max_age_of(vector), time_of(vector));
    const bool ok = text_field(expect, "outcome") == "ok";
    return compare(
        ok ? at(text_field(expect, "value"), integer_field(expect, "timestamp"))
           : describe_expected_error(expect),
        opened ? at(tagged_json().dump(opened->value), opened->timestamp.time_since_epoch().count())
               : describe(opened.error()));
}

Outcome check_dumps(const Dict& vector)
{
    const std::string& cookie = text_field(dict_field(vector, "expect"), "cookie");
    static const Verbatim verbatim;
    const Outcome signing = compare(
        cookie, sessions_of(vector, verbatim).dumps(text_field(vector, "value"), time_of(vector)));
    if (signing.status == Outcome::Status::failed)
        return signing;
    const Outcome text = check_dumps_text(vector);
    // A text that Python writes but does not read back to the same (a year below 100).
    if (text.status == Outcome::Status::failed || !flag(vector, "roundtrip"))
        return text;
    const auto value = tagged_json().load(text_field(vector, "value_in"));
    return compare(cookie, value ? sessions_of(vector, tagged_json()).dumps(*value, time_of(vector))
                                 : "unreadable: " + value.error().message);
}

} // namespace conformance
