#include "interop/rails_envelope.hpp"

#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/iso_time.hpp"
#include "interop/json_dialect.hpp"
#include "interop/strict_base64.hpp"

namespace costrel::inline v1::interop {

using std::chrono::sys_seconds;

namespace {

// By these bytes Rails tells an envelope from a bare message.
constexpr std::string_view opening = R"({"_rails":{"message":)";

bool is_absent(const Value* value)
{
    const auto* text = value ? value->as<std::string>() : nullptr;
    return !value || value->is_null() || (text && text->empty());
}

} // namespace

std::string RailsEnvelope::wrap(std::string_view message, sys_seconds now) const
{
    std::string text(opening);
    text += '"' + base64_of(message, Base64::standard) + R"(","exp":)";
    text += age_ ? '"' + iso_time_of(now + *age_) + '"' : "null";
    text += R"(,"pur":)";
    append_json_text(text, purpose_, rails_json);
    text += "}}";
    return text;
}

SealedContent RailsEnvelope::unwrap(std::string_view text, sys_seconds now) const
{
    if (!text.starts_with(opening))
        return accept_without_purpose_ ? opened(std::string(text))
                                       : rejected(SessionOrigin::unreadable);
    const auto outer = read_json_object(text, JsonReading::ruby);
    const Value* inner = outer ? outer->find("_rails") : nullptr;
    const Dict* envelope = inner ? inner->as<Dict>() : nullptr;
    const Value* encoded = envelope ? envelope->find("message") : nullptr;
    const auto* message = encoded ? encoded->as<std::string>() : nullptr;
    if (!message)
        return rejected(SessionOrigin::unreadable);

    const Value* purpose = envelope->find("pur");
    if (is_absent(purpose) ? !accept_without_purpose_ : *purpose != Value(purpose_))
        return rejected(SessionOrigin::bad_signature); // made for another cookie
    auto bytes = read_base64(*message, Base64::standard);
    if (!bytes && spelling_ == Spelling::either)
        bytes = read_base64(*message, message->ends_with('=') ? Base64::url_padded : Base64::url);
    if (!bytes)
        return rejected(SessionOrigin::unreadable);

    SealedContent content = opened(*std::move(bytes));
    if (const Value* expiry = envelope->find("exp"); !is_absent(expiry)) {
        const auto* time = expiry->as<std::string>();
        content.ends = time ? read_iso_time(*time) : std::nullopt;
        if (!content.ends)
            return rejected(SessionOrigin::unreadable);
        if (now >= *content.ends)
            return rejected(SessionOrigin::expired);
    }
    return content;
}

} // namespace costrel::inline v1::interop
