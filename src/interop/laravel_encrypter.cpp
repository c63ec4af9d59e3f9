#include "interop/laravel_encrypter.hpp"

#include "interop/cipher.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"

namespace costrel::inline v1::interop {

namespace {

signing::Secret read_app_key(std::string_view text)
{
    require(text.starts_with("base64:"), "Laravel", "an app_key that begins with \"base64:\"");
    const auto key = read_base64(text.substr(7), Base64::standard);
    require(key && (key->size() == 32 || key->size() == 16), "Laravel",
            "an app_key of 32 or 16 bytes");
    return signing::Secret(*key);
}

Aead gcm_of(std::string_view key)
{
    return key.size() == 16 ? Aead::aes_128_gcm : Aead::aes_256_gcm;
}

} // namespace

// The encrypted text taken apart. The MAC is over `iv` and `value` as they stand.
struct LaravelEncrypter::Payload {
    std::string iv_text, value_text, mac;
    std::string iv, value, tag;
};

LaravelEncrypter::LaravelEncrypter(const LaravelOptions& options) : gcm_(options.gcm)
{
    const auto add = [&](std::string_view text) {
        signing::Secret secret = read_app_key(text);
        keys_.push_back({secret, {"sha256", secret.view()}, {"sha1", secret.view()}});
    };
    add(options.app_key);
    for (const std::string& key : options.previous_keys)
        add(key);
}

std::size_t LaravelEncrypter::iv_size() const noexcept
{
    return gcm_ ? aead_nonce_size : 16;
}

std::string LaravelEncrypter::prefix_of(const Key& key, std::string_view name) const
{
    return hex_of(mac_of(key.name_mac, {name, "v2"})) + '|';
}

std::string LaravelEncrypter::encrypt(std::string_view name, std::string_view text,
                                      std::string_view iv) const
{
    const Key& key = keys_.front();
    const std::string plain = prefix_of(key, name) + std::string(text);
    const std::string iv_text = base64_of(iv, Base64::standard);
    std::string value, mac, tag;
    if (gcm_) {
        const std::string sealed =
            seal(gcm_of(key.secret.view()), key.secret.view(), iv, "", plain);
        const std::string_view all(sealed);
        value = base64_of(all.substr(0, plain.size()), Base64::standard);
        tag = base64_of(all.substr(plain.size()), Base64::standard);
    } else {
        value = base64_of(encrypt_cbc(key.secret.view(), iv, plain), Base64::standard);
        mac = hex_of(mac_of(key.mac, {iv_text, value}));
    }
    return base64_of(R"({"iv":")" + iv_text + R"(","value":")" + value + R"(","mac":")" + mac +
                         R"(","tag":")" + tag + "\"}",
                     Base64::standard);
}

std::optional<std::string> LaravelEncrypter::plain_of(const Key& key, const Payload& payload) const
{
    if (gcm_)
        return interop::open(gcm_of(key.secret.view()), key.secret.view(), payload.iv, "",
                             payload.value, payload.tag);
    if (!signing::constant_time_equal(
            payload.mac, hex_of(mac_of(key.mac, {payload.iv_text, payload.value_text}))))
        return std::nullopt;
    return decrypt_cbc(key.secret.view(), payload.iv, payload.value);
}

SealedContent LaravelEncrypter::decrypt(std::string_view name, std::string_view value) const
{
    const auto json = read_base64(value, Base64::standard);
    const auto fields = json ? read_json_object(*json, JsonReading::python) : std::nullopt;
    // No MAC protects the names of the fields: these and no others. Laravel 7 had no "tag".
    if (!fields || fields->size() != (fields->contains("tag") ? 4 : 3))
        return rejected(SessionOrigin::malformed);
    const auto text_of = [&](std::string_view field) {
        const Value* found = fields->find(field);
        const auto* text = found ? found->as<std::string>() : nullptr;
        return text ? *text : std::string();
    };
    Payload payload{text_of("iv"), text_of("value"), text_of("mac"), {}, {}, {}};
    const auto iv = read_base64(payload.iv_text, Base64::standard);
    const auto bytes = read_base64(payload.value_text, Base64::standard);
    const auto tag = read_base64(text_of("tag"), Base64::standard);
    if (!iv || iv->size() != iv_size() || !bytes || !tag ||
        tag->size() != (gcm_ ? aead_tag_size : 0))
        return rejected(SessionOrigin::malformed);
    payload.iv = *iv;
    payload.value = *bytes;
    payload.tag = *tag;

    for (std::size_t i = 0; i < keys_.size(); ++i) {
        const auto plain = plain_of(keys_[i], payload);
        if (!plain)
            continue;
        for (const Key& key : keys_) {
            const std::string prefix = prefix_of(key, name);
            if (plain->size() >= prefix.size() &&
                signing::constant_time_equal(std::string_view(*plain).substr(0, prefix.size()),
                                             prefix))
                return opened(plain->substr(prefix.size()), i);
        }
        break; // ours, but made for a cookie of another name
    }
    return rejected(SessionOrigin::bad_signature);
}

} // namespace costrel::inline v1::interop
