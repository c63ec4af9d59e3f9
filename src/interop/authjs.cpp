#include "encoding/utf8.hpp"
#include "interop/cookie_pieces.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/json_dialect.hpp"
#include "interop/jwe.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"
#include "interop/uuid_text.hpp"

#include <costrel/interop/authjs.hpp>

#include <algorithm>
#include <cmath>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t piece_size = 4096 - 160;
constexpr std::size_t most_pieces = 5;
constexpr seconds skew{15};
constexpr auto reading = CookieField::Reading::uri;

// One secret, with the key of each encryption.
struct Keys {
    signing::Secret gcm;
    signing::Secret cbc;
    std::string gcm_id;
    std::string cbc_id;
};

// RFC 7638's thumbprint of the key, which Auth.js names it by.
std::string thumbprint(signing::Digest digest, std::string_view key)
{
    return base64_of(
        digest_of(digest, {"{\"k\":\"", base64_of(key, Base64::url), "\",\"kty\":\"oct\"}"}),
        Base64::url);
}

Keys keys_of(std::string_view secret, unsigned version, std::string_view name)
{
    if (version == 4)
        return {hkdf_sha256(secret, "", "NextAuth.js Generated Encryption Key", 32), {}, {}, {}};
    const std::string info = "Auth.js Generated Encryption Key (" + std::string(name) + ")";
    Keys keys{hkdf_sha256(secret, name, info, 32), hkdf_sha256(secret, name, info, 64), {}, {}};
    keys.gcm_id = thumbprint("sha256", keys.gcm.view());
    keys.cbc_id = thumbprint("sha512", keys.cbc.view());
    return keys;
}

// A claim that is a number, in whole seconds rounded up; nothing when it is something else.
std::optional<sys_seconds> time_claim(const Value& claim)
{
    if (const auto* integer = claim.as<std::int64_t>())
        return time_of(*integer);
    if (const auto* number = claim.as<double>())
        return time_of(static_cast<std::int64_t>(std::ceil(std::clamp(*number, -1e18, 1e18))));
    return std::nullopt;
}

class AuthJs final : public SessionFormat {
public:
    explicit AuthJs(AuthJsOptions options) : options_(std::move(options))
    {
        for (const std::string& secret : options_.secrets)
            keys_.push_back(keys_of(secret, options_.version, options_.cookie_name));
    }

    SealedContent open(const CookieField& cookies, sys_seconds now) const override
    {
        return guarded([&] {
            auto values = cookies.all(options_.cookie_name, reading);
            auto pieces = joined_pieces(cookies, options_.cookie_name, most_pieces, reading);
            if (pieces && !values.empty())
                return rejected(SessionOrigin::malformed);
            if (pieces)
                values.push_back(*std::move(pieces));
            return first_good(values, [&](std::string_view text) { return open_text(text, now); });
        });
    }

    std::optional<Dict> read(std::string_view content) const override
    {
        if (options_.version != 4 && !encoding::is_utf8(content))
            return std::nullopt;
        if (content.starts_with("\xef\xbb\xbf")) // as TextDecoder does
            content.remove_prefix(3);
        return read_json_object(content, JsonReading::javascript);
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        Dict claims = session.values;
        const std::int64_t now = session.now.time_since_epoch().count();
        claims.set("iat", now);
        claims.set("exp", now + options_.max_age.count());
        claims.set("jti", random_uuid(session.random.last(16)).text());
        const auto json = write_json(claims, javascript_json);
        if (!json)
            return json.error();
        const Keys& keys = keys_.front();
        const bool four = options_.version == 4;
        const auto encryption = four ? JweEncryption::a256gcm : JweEncryption::a256cbc_hs512;
        const std::string header =
            four ? R"({"alg":"dir","enc":"A256GCM"})"
                 : R"({"alg":"dir","enc":"A256CBC-HS512","kid":")" + keys.cbc_id + "\"}";
        std::string text = seal_jwe(encryption, header, (four ? keys.gcm : keys.cbc).view(),
                                    view_of(session.random.first(jwe_iv_size(encryption))), *json);
        if (text.size() <= piece_size)
            return std::vector<OutCookie>{{options_.cookie_name, std::move(text)}};
        if (text.size() > piece_size * most_pieces)
            return CannotCarry{"", "a session of more than " + std::to_string(most_pieces) +
                                       " cookies"};
        return cut(options_.cookie_name, text, piece_size);
    }

    std::uint64_t cache_number(sys_seconds) const noexcept override { return number_; }
    std::vector<std::string> cookie_names() const override
    {
        return piece_names(options_.cookie_name, most_pieces);
    }
    std::size_t random_bytes() const noexcept override { return 32; } // an IV and the "jti"
    FormatTraits traits() const noexcept override
    {
        return {.framework = "Auth.js",
                .keeps_created = false,
                .keeps_active = true,
                .keeps_handle = false,
                .lifetime = no_end};
    }
    CookieDefaults defaults() const override
    {
        return {.name = options_.cookie_name,
                .max_age = options_.max_age,
                .secure = options_.cookie_name.starts_with("__Secure-"),
                .samesite = "Lax"};
    }
    std::string user_key() const override { return "sub"; }

private:
    SealedContent open_text(std::string_view text, sys_seconds now) const
    {
        const auto jwe = read_jwe(text);
        if (!jwe)
            return rejected(SessionOrigin::malformed);
        const bool cbc = jwe->encryption == JweEncryption::a256cbc_hs512;
        if (options_.version == 4 && cbc)
            return rejected(SessionOrigin::malformed);
        const auto index = index_of_key(*jwe);
        if (!index)
            return rejected(SessionOrigin::unknown_key);
        auto json = open_jwe(*jwe, (cbc ? keys_[*index].cbc : keys_[*index].gcm).view());
        if (!json)
            return rejected(SessionOrigin::bad_signature);
        return judged(opened(*std::move(json), *index), now);
    }

    // What a token without a key ID is read with: the first key.
    std::optional<std::size_t> index_of_key(const Jwe& jwe) const
    {
        if (options_.version == 4 || !jwe.kid)
            return 0;
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            if (*jwe.kid ==
                (jwe.encryption == JweEncryption::a256gcm ? keys_[i].gcm_id : keys_[i].cbc_id))
                return i;
        }
        return std::nullopt;
    }

    SealedContent judged(SealedContent content, sys_seconds now) const
    {
        const auto claims = read(content.content);
        if (!claims)
            return rejected(SessionOrigin::unreadable);
        for (const auto& [name, time] :
             {std::pair{"exp", &content.ends}, std::pair{"iat", &content.active},
              std::pair{"nbf", &content.begins}}) {
            const Value* claim = claims->find(name);
            if (claim && !(*time = time_claim(*claim)))
                return rejected(SessionOrigin::unreadable);
        }
        if (content.begins)
            *content.begins -= skew;
        if (content.begins && now < *content.begins)
            return rejected(SessionOrigin::from_the_future);
        if (!content.ends)
            return options_.accept_without_exp ? content : rejected(SessionOrigin::unreadable);
        *content.ends += skew;
        content.tolerance = any_tolerance; // "iat" is not compared
        return now < *content.ends ? content : rejected(SessionOrigin::expired);
    }

    AuthJsOptions options_;
    std::vector<Keys> keys_;
    std::uint64_t number_ = new_cache_number();
};

} // namespace

std::shared_ptr<const SessionFormat> authjs(AuthJsOptions options)
{
    require(!options.secrets.empty(), "Auth.js", "its secrets");
    require(options.version == 4 || options.version == 5, "Auth.js", "version 4 or 5");
    require(options.version == 5 || options.secrets.size() == 1, "NextAuth 4", "one secret");
    if (options.cookie_name.empty())
        options.cookie_name = std::string(options.secure ? "__Secure-" : "") +
                              (options.version == 4 ? "next-auth" : "authjs") + ".session-token";
    return std::make_shared<AuthJs>(std::move(options));
}

} // namespace costrel::inline v1::interop
