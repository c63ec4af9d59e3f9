#include "interop/cipher.hpp"
#include "interop/erlang_term.hpp"
#include "interop/extended_nonce.hpp"
#include "interop/foreign_format.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/phoenix.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

constexpr std::string_view signed_opening = "SFMyNTY."; // base64url of "HS256"
constexpr std::string_view sealed_opening = "XCP.";
constexpr std::string_view aad = "A128GCM";

struct Key {
    bool encrypts;
    signing::Secret secret;
    signing::Hmac mac;
};

Key key_of(const PhoenixOptions::Rotation& of)
{
    const bool encrypts = !of.encryption_salt.empty();
    signing::Secret secret = pbkdf2("sha256", of.secret_key_base,
                                    encrypts ? of.encryption_salt : of.signing_salt, 1000, 32);
    signing::Hmac mac("sha256", secret.view());
    return {encrypts, std::move(secret), std::move(mac)};
}

// Signed: SFMyNTY.TERM.MAC. Encrypted: XCP.(NONCE TAG CIPHERTEXT). All in base64url.
class Phoenix final : public OneCookieFormat {
public:
    explicit Phoenix(const PhoenixOptions& options)
        : OneCookieFormat(options.cookie_name, CookieField::Reading::raw)
    {
        keys_.push_back(
            key_of({options.secret_key_base, options.signing_salt, options.encryption_salt}));
        for (const PhoenixOptions::Rotation& older : options.rotations)
            keys_.push_back(key_of(older));
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        const auto term = write_erlang_term(session.values);
        if (!term)
            return term.error();
        const Key& key = keys_.front();
        std::string text;
        if (key.encrypts) {
            const std::string_view nonce = view_of(session.random.first(extended_nonce_size));
            const std::string sealed =
                seal(Aead::chacha20_poly1305, hchacha20(key.secret.view(), nonce).view(),
                     inner_nonce(nonce), aad, *term);
            const std::string_view all(sealed);
            text = std::string(sealed_opening) +
                   base64_of(std::string(nonce) + std::string(all.substr(term->size())) +
                                 std::string(all.substr(0, term->size())),
                             Base64::url);
        } else {
            text = std::string(signed_opening) + base64_of(*term, Base64::url);
            const std::string mac = mac_of(key.mac, {text});
            text += '.' + base64_of(mac, Base64::url);
        }
        if (text.size() > 4096)
            return CannotCarry{"", "a session of more than 4,096 bytes, which Plug refuses"};
        return std::vector<OutCookie>{{name(), std::move(text)}};
    }

    std::size_t random_bytes() const noexcept override { return extended_nonce_size; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "Phoenix",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false};
    }
    CookieDefaults defaults() const override { return {.name = name()}; }

private:
    // Plug gives XChaCha20 its nonce's last eight bytes behind four zeros.
    static std::string inner_nonce(std::string_view nonce)
    {
        return std::string(4, '\0') + std::string(nonce.substr(16));
    }

    SealedContent open_value(std::string_view text, sys_seconds) const override
    {
        SealedContent first;
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            SealedContent content =
                keys_[i].encrypts ? open_sealed(text, keys_[i]) : open_signed(text, keys_[i]);
            content.key_index = i;
            content.rewrite = i != 0;
            if (content.origin == SessionOrigin::opened)
                return content;
            if (i == 0)
                first = std::move(content);
        }
        return first;
    }

    static SealedContent open_signed(std::string_view text, const Key& key)
    {
        const std::size_t dot = text.rfind('.');
        if (!text.starts_with(signed_opening) || dot < signed_opening.size())
            return rejected(SessionOrigin::malformed);
        const auto mac = read_base64(text.substr(dot + 1), Base64::url);
        if (!mac || !is_mac_of(key.mac, {text.substr(0, dot)}, *mac))
            return rejected(SessionOrigin::bad_signature);
        auto term = read_base64(text.substr(signed_opening.size(), dot - signed_opening.size()),
                                Base64::url);
        return term ? opened(*std::move(term)) : rejected(SessionOrigin::unreadable);
    }

    static SealedContent open_sealed(std::string_view text, const Key& key)
    {
        const auto bytes = text.starts_with(sealed_opening)
                               ? read_base64(text.substr(sealed_opening.size()), Base64::url)
                               : std::nullopt;
        if (!bytes || bytes->size() < extended_nonce_size + aead_tag_size)
            return rejected(SessionOrigin::malformed);
        const std::string_view all(*bytes);
        const std::string_view nonce = all.substr(0, extended_nonce_size);
        auto term =
            interop::open(Aead::chacha20_poly1305, hchacha20(key.secret.view(), nonce).view(),
                          inner_nonce(nonce), aad, all.substr(extended_nonce_size + aead_tag_size),
                          all.substr(extended_nonce_size, aead_tag_size));
        return term ? opened(*std::move(term)) : rejected(SessionOrigin::bad_signature);
    }

    std::optional<Dict> read_content(std::string_view content) const override
    {
        return read_erlang_map(content);
    }

    std::vector<Key> keys_;
};

} // namespace

std::shared_ptr<const SessionFormat> phoenix(PhoenixOptions options)
{
    require(options.secret_key_base.size() >= 64, "Phoenix",
            "a secret_key_base of at least 64 bytes");
    require(!options.cookie_name.empty(), "Phoenix", "a cookie_name");
    require(!options.signing_salt.empty() || !options.encryption_salt.empty(), "Phoenix",
            "a signing_salt or an encryption_salt");
    return std::make_shared<Phoenix>(options);
}

} // namespace costrel::inline v1::interop
