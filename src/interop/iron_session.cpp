#include "interop/cipher.hpp"
#include "interop/cookie_pieces.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/random_text.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/iron_session.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::string_view iron_opening = "Fe26.2*";
constexpr std::string_view closing = "~2";
constexpr std::size_t salt_bytes = 32;
constexpr std::size_t iv_bytes = 16;
constexpr std::size_t max_line = 4096;
constexpr std::size_t most_iron_pieces = 4;
constexpr seconds iron_skew{60};
constexpr auto iron_reading = CookieField::Reading::uri;

signing::Secret key_of(std::string_view password, std::string_view salt)
{
    return pbkdf2("sha1", password, salt, 1, 32); // one round: passwords are long
}

// Fe26.2*ID*SALT*IV*CIPHERTEXT*EXPIRY*SALT*MAC~2: hapi's iron.
class IronSession final : public SessionFormat {
public:
    explicit IronSession(IronSessionOptions options) : options_(std::move(options)) {}

    SealedContent open(const CookieField& cookies, sys_seconds now) const override
    {
        return guarded([&] {
            auto values = cookies.all(options_.cookie_name, iron_reading);
            if (values.empty() && options_.chunk) {
                if (auto text = joined_pieces(cookies, options_.cookie_name, most_iron_pieces,
                                              iron_reading))
                    values.push_back(*std::move(text));
            }
            return first_good(values, [&](std::string_view text) { return open_text(text, now); });
        });
    }

    std::optional<Dict> read(std::string_view content) const override
    {
        if (content.starts_with("\xef\xbb\xbf")) // as TextDecoder does
            content.remove_prefix(3);
        return read_json_object(content, JsonReading::javascript);
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        const auto json = write_json(session.values, javascript_json);
        if (!json)
            return json.error();
        const auto& [id, password] = *std::ranges::max_element(options_.passwords);
        const std::string salt = hex_of(view_of(session.random.first(salt_bytes)));
        const std::string mac_salt =
            hex_of(view_of(session.random.subspan(salt_bytes, salt_bytes)));
        const std::string_view iv = view_of(session.random.last(iv_bytes));
        const std::string ciphertext = encrypt_cbc(key_of(password, salt).view(), iv, *json);

        std::string text = std::string(iron_opening) + std::to_string(id) + '*' + salt + '*' +
                           base64_of(iv, Base64::url) + '*' + base64_of(ciphertext, Base64::url) +
                           '*';
        if (options_.ttl.count() != 0)
            text += std::to_string((session.now.time_since_epoch() + options_.ttl).count()) + "000";
        const signing::Hmac key("sha256", key_of(password, mac_salt).view());
        const std::string mac = mac_of(key, {text});
        text += '*' + mac_salt + '*';
        append_base64(text, mac, Base64::url);
        text += closing;
        return cookies_of(text);
    }

    std::uint64_t cache_number(sys_seconds) const noexcept override { return number_; }
    std::vector<std::string> cookie_names() const override
    {
        return piece_names(options_.cookie_name, options_.chunk ? most_iron_pieces : 0);
    }
    std::size_t random_bytes() const noexcept override { return 2 * salt_bytes + iv_bytes; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "iron-session",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false};
    }
    CookieDefaults defaults() const override
    {
        return {
            .name = options_.cookie_name, .max_age = max_age(), .secure = true, .samesite = "Lax"};
    }
    std::string user_key() const override { return {}; } // that site has no fixed one

private:
    seconds max_age() const
    {
        if (options_.ttl.count() == 0)
            return seconds(2'147'483'647);
        return options_.ttl > iron_skew ? options_.ttl - iron_skew : options_.ttl;
    }

    // iron-session counts the whole line that it would send.
    Result<std::vector<OutCookie>, CannotCarry> cookies_of(std::string_view text) const
    {
        const std::size_t attributes =
            std::string_view("; Max-Age=; Path=/; HttpOnly; Secure; SameSite=Lax").size() +
            std::to_string(max_age().count()).size();
        const std::size_t line = options_.cookie_name.size() + 1 + attributes;
        if (line + text.size() <= max_line)
            return std::vector<OutCookie>{{options_.cookie_name, std::string(text)}};
        if (!options_.chunk)
            return CannotCarry{"", "a session of more than 4,096 bytes in one cookie"};
        auto cookies = cut(options_.cookie_name, text, max_line - line - 2);
        if (cookies.size() > most_iron_pieces)
            return CannotCarry{"", "a session of more than four cookies"};
        return cookies;
    }

    SealedContent open_text(std::string_view text, sys_seconds now) const
    {
        if (!text.ends_with(closing))
            return rejected(SessionOrigin::malformed);
        text.remove_suffix(closing.size());
        std::array<std::string_view, 8> parts;
        std::string_view rest = text;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const std::size_t star = rest.find('*');
            if ((star == rest.npos) != (i == parts.size() - 1))
                return rejected(SessionOrigin::malformed);
            parts[i] = rest.substr(0, star);
            rest.remove_prefix(star == rest.npos ? rest.size() : star + 1);
        }
        const auto& [prefix, id, salt, iv_text, ciphertext_text, expiry, mac_salt, mac_text] =
            parts;
        const auto iv = read_base64(iv_text, Base64::url);
        const auto ciphertext = read_base64(ciphertext_text, Base64::url);
        const auto mac = read_base64(mac_text, Base64::url);
        if (!text.starts_with(iron_opening) || !is_salt(salt) || !is_salt(mac_salt) || !iv ||
            iv->size() != iv_bytes || !ciphertext || !mac)
            return rejected(SessionOrigin::malformed);

        const auto found =
            std::ranges::find_if(options_.passwords, [wanted = id](const auto& entry) {
                return std::to_string(entry.first) == wanted;
            });
        if (found == options_.passwords.end())
            return rejected(SessionOrigin::unknown_key);
        const signing::Hmac key("sha256", key_of(found->second, mac_salt).view());
        const std::string_view authenticated =
            text.substr(0, static_cast<std::size_t>(expiry.data() + expiry.size() - text.data()));
        if (!is_mac_of(key, {authenticated}, *mac))
            return rejected(SessionOrigin::bad_signature);

        SealedContent content = opened({});
        if (!expiry.empty() && !(content.ends = end_of(expiry)))
            return rejected(SessionOrigin::malformed);
        if (content.ends && now >= *content.ends)
            return rejected(SessionOrigin::expired);
        auto json = decrypt_cbc(key_of(found->second, salt).view(), *iv, *ciphertext);
        if (!json)
            return rejected(SessionOrigin::unreadable);
        content.content = *std::move(json);
        content.rewrite = found != std::ranges::max_element(options_.passwords);
        content.key_index = content.rewrite ? 1 : 0;
        return content;
    }

    static bool is_salt(std::string_view salt)
    {
        return salt.size() == 2 * salt_bytes && consists_of(salt, "0123456789abcdef");
    }

    // Milliseconds, rounded up to the second from which on it is dead.
    static std::optional<sys_seconds> end_of(std::string_view expiry)
    {
        std::uint64_t milliseconds = 0;
        const char* const end = expiry.data() + expiry.size();
        const auto result = std::from_chars(expiry.data(), end, milliseconds);
        if (result.ec != std::errc() || result.ptr != end || expiry.front() == '0')
            return std::nullopt;
        return time_of(milliseconds / 1000 + (milliseconds % 1000 != 0 ? 1 : 0)) + iron_skew;
    }

    IronSessionOptions options_;
    std::uint64_t number_ = new_cache_number();
};

} // namespace

std::shared_ptr<const SessionFormat> iron_session(IronSessionOptions options)
{
    require(!options.cookie_name.empty(), "iron-session", "a cookie_name");
    require(!options.passwords.empty(), "iron-session", "its passwords");
    for (const auto& [id, password] : options.passwords)
        require(password.size() >= 32, "iron-session", "passwords of at least 32 characters");
    return std::make_shared<IronSession>(std::move(options));
}

} // namespace costrel::inline v1::interop
