#include "interop/extended_nonce.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/percent_coding.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/secure_session.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::string_view time_entry = "__ts";

// BASE64(TAG CIPHERTEXT) ";" BASE64(NONCE), percent-encoded.
class SecureSession final : public OneCookieFormat {
public:
    explicit SecureSession(SecureSessionOptions options)
        : OneCookieFormat(options.cookie_name, CookieField::Reading::uri), expiry_(options.expiry),
          accept_without_time_(options.accept_without_time)
    {
        for (const std::string& key : options.keys)
            keys_.emplace_back(key);
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        if (session.values.contains(time_entry))
            return CannotCarry{std::string(time_entry), "an entry that secure-session keeps"};
        Dict values{{std::string(time_entry), session.now.time_since_epoch().count()}};
        values.update(session.values);
        const auto json = write_json(values, javascript_json);
        if (!json)
            return json.error();
        const std::string_view nonce = view_of(session.random.first(extended_nonce_size));
        const std::string text =
            base64_of(seal_secretbox(keys_.front().view(), nonce, *json), Base64::standard) + ';' +
            base64_of(nonce, Base64::standard);
        return std::vector<OutCookie>{{name(), percent_of(text, uri_component_marks)}};
    }

    std::size_t random_bytes() const noexcept override { return extended_nonce_size; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "@fastify/secure-session",
                .keeps_created = false,
                .keeps_active = true,
                .keeps_handle = false,
                .lifetime = expiry_};
    }
    CookieDefaults defaults() const override { return {.name = name(), .samesite = "Lax"}; }

private:
    SealedContent open_value(std::string_view text, sys_seconds now) const override
    {
        const std::size_t semicolon = text.find(';');
        if (semicolon == text.npos)
            return rejected(SessionOrigin::malformed);
        const auto box = read_base64(text.substr(0, semicolon), Base64::standard);
        const auto nonce = read_base64(text.substr(semicolon + 1), Base64::standard);
        if (!box || !nonce || nonce->size() != extended_nonce_size)
            return rejected(SessionOrigin::malformed);
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            if (auto json = open_secretbox(keys_[i].view(), *nonce, *box))
                return judged(opened(*std::move(json), i), now);
        }
        return rejected(SessionOrigin::bad_signature);
    }

    SealedContent judged(SealedContent content, sys_seconds now) const
    {
        const auto session = read_json_object(content.content, JsonReading::javascript);
        const Value* time = session ? session->find(time_entry) : nullptr;
        // To JavaScript a text is far in the future, whatever its digits say.
        if (session && accept_without_time_ && (!time || time->as<std::string>()))
            return content;
        const auto* changed = time ? time->as<std::int64_t>() : nullptr;
        if (!changed)
            return rejected(SessionOrigin::unreadable);
        content.active = time_of(*changed);
        content.ends = *content.active + expiry_;
        content.tolerance = any_tolerance;
        return now < *content.ends ? content : rejected(SessionOrigin::expired);
    }

    std::optional<Dict> read_content(std::string_view content) const override
    {
        auto session = read_json_object(content, JsonReading::javascript);
        if (session)
            session->erase(time_entry);
        return session;
    }

    std::vector<signing::Secret> keys_;
    seconds expiry_;
    bool accept_without_time_;
};

} // namespace

std::shared_ptr<const SessionFormat> secure_session(SecureSessionOptions options)
{
    require(!options.keys.empty(), "secure-session", "its keys");
    for (const std::string& key : options.keys)
        require(key.size() == 32, "secure-session", "keys of 32 bytes");
    return std::make_shared<SecureSession>(std::move(options));
}

} // namespace costrel::inline v1::interop
