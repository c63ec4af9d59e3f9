#include "encoding/ascii.hpp"
#include "interop/cipher.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/framework_entries.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/percent_coding.hpp"
#include "interop/rails_envelope.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/rails.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

constexpr std::size_t tag_text = 24; // 16 bytes in base64
constexpr std::size_t iv_text = 16;  // 12 bytes
constexpr std::size_t max_cookie = 4096;

signing::Secret key_of(std::string_view secret, bool sha1)
{
    return pbkdf2(sha1 ? "sha1" : "sha256", secret, "authenticated encrypted cookie", 1000, 32);
}

// A session's public name is Rails' own session_id: 16 bytes in hexadecimal digits.
std::optional<Handle> handle_of(const Dict& session)
{
    const Value* value = session.find("session_id");
    const auto* id = value ? value->as<std::string>() : nullptr;
    Handle handle{};
    if (!id || id->size() != 2 * handle.size())
        return std::nullopt;
    for (std::size_t i = 0; i < handle.size(); ++i) {
        const int high = encoding::hex_digit((*id)[2 * i]);
        const int low = encoding::hex_digit((*id)[2 * i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        handle[i] = static_cast<std::byte>(high << 4 | low);
    }
    return handle;
}

// BASE64(CIPHERTEXT) "--" BASE64(IV) "--" BASE64(TAG), percent-encoded.
class Rails final : public OneCookieFormat {
public:
    explicit Rails(const RailsOptions& options)
        : OneCookieFormat(options.cookie_name, CookieField::Reading::form),
          envelope_(options, RailsEnvelope::Spelling::strict), age_(options.expire_after)
    {
        keys_.push_back(key_of(options.secret_key_base, options.sha1));
        for (const RailsOptions::Rotation& older : options.rotations)
            keys_.push_back(key_of(older.secret_key_base, older.sha1));
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        Dict values{{"session_id", hex_of(view_of(session.handle))}};
        if (const Value* own = session.values.find("session_id"); own && !handle_of(session.values))
            values.set("session_id", *own);
        for (const DictItem& item : session.values) {
            if (item.value.is_null())
                return CannotCarry{item.key, "null, which Rails drops at the top of a session"};
            if (item.key != "session_id")
                values.set(item.key, item.value);
        }
        const auto json = write_json(values, rails_json);
        if (!json)
            return json.error();
        const std::string_view iv = view_of(session.random.first(aead_nonce_size));
        const std::string sealed = seal(Aead::aes_256_gcm, keys_.front().view(), iv, "",
                                        envelope_.wrap(*json, session.now));
        const std::string_view all(sealed);
        const std::string text =
            base64_of(all.substr(0, all.size() - aead_tag_size), Base64::standard) + "--" +
            base64_of(iv, Base64::standard) + "--" +
            base64_of(all.substr(all.size() - aead_tag_size), Base64::standard);
        if (text.size() > max_cookie)
            return CannotCarry{"", "a session of more than 4,096 bytes, which Rails refuses"};
        return std::vector<OutCookie>{{name(), percent_of(text, form_marks)}};
    }

    std::size_t random_bytes() const noexcept override { return aead_nonce_size; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "Rails",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = true,
                .entries = &rails_entries()};
    }
    CookieDefaults defaults() const override
    {
        return {.name = name(), .max_age = age_, .samesite = "Lax"};
    }

private:
    SealedContent open_value(std::string_view text, sys_seconds now) const override
    {
        // Cut from the right: what stands before the IV may be of any length, but not empty.
        constexpr std::size_t tail = 2 + iv_text + 2 + tag_text;
        if (text.size() <= tail || text.substr(text.size() - tail, 2) != "--" ||
            text.substr(text.size() - tag_text - 2, 2) != "--")
            return rejected(SessionOrigin::malformed);
        const auto ciphertext = read_base64(text.substr(0, text.size() - tail), Base64::standard);
        const auto iv = read_base64(text.substr(text.size() - tail + 2, iv_text), Base64::standard);
        const auto tag = read_base64(text.substr(text.size() - tag_text), Base64::standard);
        if (!ciphertext || !iv || !tag || iv->size() != aead_nonce_size)
            return rejected(SessionOrigin::malformed);
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            if (const auto plain =
                    interop::open(Aead::aes_256_gcm, keys_[i].view(), *iv, "", *ciphertext, *tag))
                return unwrapped(*plain, i, now);
        }
        return rejected(SessionOrigin::bad_signature);
    }

    SealedContent unwrapped(std::string_view plain, std::size_t index, sys_seconds now) const
    {
        SealedContent content = envelope_.unwrap(plain, now);
        content.key_index = index;
        content.rewrite = index != 0;
        if (content.origin != SessionOrigin::opened)
            return content;
        const auto session = read_content(content.content);
        if (!session)
            return rejected(SessionOrigin::unreadable);
        content.handle = handle_of(*session);
        return content;
    }

    std::optional<Dict> read_content(std::string_view content) const override
    {
        auto session = read_json_object(content, JsonReading::ruby);
        const Value* id = session ? session->find("session_id") : nullptr;
        if (!id || id->is_null() || *id == Value(false))
            return std::nullopt; // to Rails such a session is not there
        return session;
    }

    RailsEnvelope envelope_;
    std::optional<std::chrono::seconds> age_;
    std::vector<signing::Secret> keys_;
};

} // namespace

std::shared_ptr<const SessionFormat> rails(RailsOptions options)
{
    require(!options.secret_key_base.empty(), "Rails", "its secret_key_base");
    require(!options.cookie_name.empty(), "Rails", "a cookie_name");
    return std::make_shared<Rails>(options);
}

} // namespace costrel::inline v1::interop
