#include "encoding/percent.hpp"
#include "encoding/utf8.hpp"
#include "interop/cipher.hpp"
#include "interop/foreign_format.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/percent_coding.hpp"
#include "interop/refusal.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/cookie_crate.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

constexpr std::size_t half_key = 32;
constexpr std::size_t mac_size = 44; // in base64

// The crate decodes each %XX that is one and leaves a broken escape as it stands.
std::vector<std::string> decoded(std::vector<std::string> values)
{
    for (std::string& value : values) {
        std::string bytes;
        encoding::append_percent_decoded(bytes, value);
        value = encoding::is_utf8(bytes) ? std::move(bytes) : std::string();
    }
    return values;
}

signing::Secret master_of(const CookieCrateOptions& options)
{
    if (!options.derive)
        return signing::Secret(options.key);
    return hkdf_sha256_expand(options.key, "COOKIE;SIGNED:HMAC-SHA256;PRIVATE:AEAD-AES-256-GCM",
                              2 * half_key);
}

// Private: BASE64(NONCE CIPHERTEXT TAG), with the name as associated data. Signed: BASE64(MAC) and
// the text.
class CookieCrate final : public TextCookie {
public:
    explicit CookieCrate(CookieCrateOptions options)
        : name_(std::move(options.cookie_name)), encrypted_(options.encrypted),
          master_(master_of(options)), mac_key_("sha256", master_.view().substr(0, half_key))
    {
    }

    SealedContent open(const CookieField& cookies, sys_seconds) const override
    {
        return guarded([&] {
            return first_good(decoded(cookies.all(name_, CookieField::Reading::raw)),
                              [&](std::string_view value) {
                                  return encrypted_ ? open_private(value) : open_signed(value);
                              });
        });
    }

    Result<OutCookie, CannotCarry> save(std::string_view text, sys_seconds,
                                        std::span<const std::byte> random) const override
    {
        if (!encoding::is_utf8(text))
            return CannotCarry{"", std::string(not_utf8)};
        std::string value;
        if (encrypted_) {
            const std::string_view nonce = view_of(random.first(aead_nonce_size));
            value = base64_of(std::string(nonce) +
                                  seal(Aead::aes_256_gcm, cipher_key(), nonce, name_, text),
                              Base64::standard);
        } else {
            value = base64_of(mac_of(mac_key_, {text}), Base64::standard);
            value += text;
        }
        return OutCookie{name_, percent_of(value, unescaped)};
    }

    bool names_its_times() const noexcept override { return true; }
    std::size_t random_bytes() const noexcept override { return encrypted_ ? aead_nonce_size : 0; }
    CookieDefaults defaults() const override { return {.name = name_}; }

private:
    // What the crate's Display of an encoded cookie leaves as it is.
    static constexpr std::string_view unescaped = "!#$&'()*+-.:<=>?@[]^_`{|}~";

    std::string_view cipher_key() const { return master_.view().substr(half_key, half_key); }

    SealedContent open_private(std::string_view value) const
    {
        const auto bytes = read_base64(value, Base64::standard);
        if (!bytes || bytes->size() < aead_nonce_size + aead_tag_size)
            return rejected(SessionOrigin::malformed);
        const std::string_view all(*bytes);
        auto text =
            interop::open(Aead::aes_256_gcm, cipher_key(), all.substr(0, aead_nonce_size), name_,
                          all.substr(aead_nonce_size, all.size() - aead_nonce_size - aead_tag_size),
                          all.substr(all.size() - aead_tag_size));
        if (!text)
            return rejected(SessionOrigin::bad_signature);
        return encoding::is_utf8(*text) ? opened(*std::move(text))
                                        : rejected(SessionOrigin::unreadable);
    }

    SealedContent open_signed(std::string_view value) const
    {
        if (value.size() < mac_size)
            return rejected(SessionOrigin::malformed);
        const auto mac = read_base64(value.substr(0, mac_size), Base64::standard);
        const std::string_view text = value.substr(mac_size);
        if (!mac || !is_mac_of(mac_key_, {text}, *mac))
            return rejected(SessionOrigin::bad_signature);
        return opened(std::string(text));
    }

    std::string name_;
    bool encrypted_;
    signing::Secret master_; // half to sign with, half to encrypt with
    signing::Hmac mac_key_;
};

} // namespace

std::shared_ptr<const TextCookie> cookie_crate(CookieCrateOptions options)
{
    require(!options.cookie_name.empty(), "the crate cookie", "a cookie_name");
    require(options.derive ? options.key.size() >= half_key : options.key.size() == 2 * half_key,
            "the crate cookie", "a key of 64 bytes, or one of at least 32 with derive");
    return std::make_shared<CookieCrate>(std::move(options));
}

} // namespace costrel::inline v1::interop
