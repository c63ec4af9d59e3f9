#include "signing_error.hpp"

#include "vector.hpp"

namespace conformance {

using namespace costrel;

namespace {

// Python's ValueError, OSError and OverflowError for a date past the year 9999 are one kind here.
constexpr std::string_view out_of_range = "timestamp out of range";

std::string_view python_name(signing::ErrorKind kind)
{
    switch (kind) {
    case signing::ErrorKind::bad_signature:
        return "BadSignature";
    case signing::ErrorKind::bad_time_signature:
        return "BadTimeSignature";
    case signing::ErrorKind::signature_expired:
        return "SignatureExpired";
    case signing::ErrorKind::bad_payload:
        return "BadPayload";
    case signing::ErrorKind::timestamp_out_of_range:
        break;
    }
    return out_of_range;
}

std::string line(std::string_view name, std::string_view message, std::string_view payload_hex,
                 std::string_view date_signed)
{
    std::string text(name);
    for (const std::string_view part : {message, payload_hex, date_signed}) {
        text += " | ";
        text += part;
    }
    return text;
}

} // namespace

std::string describe_expected_error(const Dict& expect)
{
    const std::string& name = text_field(expect, "outcome");
    if (name == "ValueError" || name == "OSError" || name == "OverflowError")
        return std::string(out_of_range);
    const Value* payload = optional_field(expect, "payload_hex");
    const Value* date = optional_field(expect, "date_signed");
    return line(name, text_field(expect, "message"),
                payload ? *payload->as<std::string>() : "no payload",
                date ? std::to_string(*date->as<std::int64_t>()) : "no date");
}

std::string describe(const signing::Error& error)
{
    if (error.kind == signing::ErrorKind::timestamp_out_of_range)
        return std::string(out_of_range);
    return line(python_name(error.kind), error.message,
                error.payload ? to_hex(*error.payload) : "no payload",
                error.date_signed ? std::to_string(error.date_signed->time_since_epoch().count())
                                  : "no date");
}

} // namespace conformance
