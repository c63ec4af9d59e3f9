#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/play_legacy.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/play.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr seconds play_skew = std::chrono::minutes(5);

// A claim that is a number, or digits in a text; nothing when it is something else.
std::optional<sys_seconds> play_time_claim(const Value& claim)
{
    if (const auto* integer = claim.as<std::int64_t>())
        return time_of(*integer);
    double number = 0;
    if (const auto* text = claim.as<std::string>()) {
        const char* const end = text->data() + text->size();
        const auto result = std::from_chars(text->data(), end, number);
        if (result.ec != std::errc() || result.ptr != end)
            return std::nullopt;
    } else if (const auto* real = claim.as<double>()) {
        number = *real;
    } else {
        return std::nullopt;
    }
    if (!std::isfinite(number))
        return std::nullopt;
    return time_of(static_cast<std::int64_t>(std::clamp(number, -1e18, 1e18)));
}

// HEAD "." {"data":{…},"exp":…,"nbf":…,"iat":…} "." MAC, each in base64url: a JWS (RFC 7515).
class Play final : public OneCookieFormat {
public:
    explicit Play(PlayOptions options)
        : OneCookieFormat(options.cookie_name, CookieField::Reading::raw),
          options_(std::move(options)), key_("sha256", options_.secret_key),
          legacy_(options_.secret_key)
    {
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        for (const DictItem& item : session.values) {
            if (!item.value.as<std::string>())
                return CannotCarry{item.key, "a value that is no text"};
        }
        if (options_.legacy)
            return std::vector<OutCookie>{{name(), legacy_.write(session.values)}};
        const auto data = write_json(session.values, jackson_json);
        if (!data)
            return data.error();
        const auto time = [&](std::string_view claim, seconds age) {
            return std::string(claim) +
                   std::to_string((session.now.time_since_epoch() + age).count());
        };
        const std::string claims = "{\"data\":" + *data +
                                   (options_.max_age ? time(",\"exp\":", *options_.max_age) : "") +
                                   time(",\"nbf\":", {}) + time(",\"iat\":", {}) + '}';
        std::string text =
            base64_of(R"({"alg":"HS256"})", Base64::url) + '.' + base64_of(claims, Base64::url);
        const std::string mac = mac_of(key_, {text});
        text += '.' + base64_of(mac, Base64::url);
        return std::vector<OutCookie>{{name(), std::move(text)}};
    }

    FormatTraits traits() const noexcept override
    {
        return {.framework = "Play",
                .keeps_created = false,
                .keeps_active = true,
                .keeps_handle = false,
                .lifetime = no_end};
    }
    CookieDefaults defaults() const override
    {
        return {.name = name(), .max_age = options_.max_age, .samesite = "Lax"};
    }

private:
    SealedContent open_value(std::string_view text, sys_seconds now) const override
    {
        if (text.find('=') != text.npos)
            return options_.accept_legacy || options_.legacy ? legacy_.open(text)
                                                             : rejected(SessionOrigin::malformed);
        const std::size_t first = text.find('.');
        const std::size_t last = text.rfind('.');
        if (first == text.npos || first == last || text.find('.', first + 1) != last)
            return rejected(SessionOrigin::malformed);
        const auto mac = read_base64(text.substr(last + 1), Base64::url);
        if (!mac || !is_mac_of(key_, {text.substr(0, last)}, *mac))
            return rejected(SessionOrigin::bad_signature);
        const auto head = read_base64(text.substr(0, first), Base64::url);
        auto claims = read_base64(text.substr(first + 1, last - first - 1), Base64::url);
        const auto header = head ? read_json_object(*head, JsonReading::python) : std::nullopt;
        const Value* algorithm = header ? header->find("alg") : nullptr;
        if (!claims || !algorithm || *algorithm != Value("HS256") || header->contains("zip"))
            return rejected(SessionOrigin::malformed);
        return judged(opened(*std::move(claims)), now);
    }

    static SealedContent judged(SealedContent content, sys_seconds now)
    {
        const auto claims = read_json_object(content.content, JsonReading::python);
        if (!claims)
            return rejected(SessionOrigin::unreadable);
        std::optional<sys_seconds> expires;
        std::optional<sys_seconds> not_before;
        for (const auto& [name, time] :
             {std::pair{"exp", &expires}, std::pair{"nbf", &not_before}}) {
            const Value* claim = claims->find(name);
            if (claim && !claim->is_null() && !(*time = play_time_claim(*claim)))
                return rejected(SessionOrigin::unreadable);
        }
        if (not_before && *not_before > now + play_skew)
            return rejected(SessionOrigin::from_the_future);
        content.active = not_before;
        if (not_before)
            content.begins = *not_before - play_skew;
        content.tolerance = play_skew;
        if (!expires)
            return content;
        content.ends = *expires + play_skew + seconds(1);
        return now < *content.ends ? content : rejected(SessionOrigin::expired);
    }

    std::optional<Dict> read_content(std::string_view content) const override
    {
        if (PlayLegacy::is_legacy(content))
            return PlayLegacy::read(content);
        const auto claims = read_json_object(content, JsonReading::python);
        const Value* data = claims ? claims->find("data") : nullptr;
        const Dict* entries = data ? data->as<Dict>() : nullptr;
        if (!entries)
            return std::nullopt;
        Dict session;
        for (const DictItem& item : *entries) {
            auto text = text_of(item.value);
            if (!text)
                return std::nullopt;
            session.set(item.key, *std::move(text));
        }
        return session;
    }

    // Numbers and booleans are text to Play, too.
    static std::optional<std::string> text_of(const Value& value)
    {
        if (const auto* text = value.as<std::string>())
            return *text;
        if (const auto* boolean = value.as<bool>())
            return *boolean ? "true" : "false";
        if (const auto* integer = value.as<std::int64_t>())
            return std::to_string(*integer);
        if (const auto* number = value.as<double>(); number && std::isfinite(*number)) {
            std::string text;
            append_decimal(text, *number, python_decimal);
            return text;
        }
        return std::nullopt;
    }

    PlayOptions options_;
    signing::Hmac key_;
    PlayLegacy legacy_;
};

} // namespace

std::shared_ptr<const SessionFormat> play(PlayOptions options)
{
    require(!options.secret_key.empty(), "Play", "its secret_key");
    return std::make_shared<Play>(std::move(options));
}

} // namespace costrel::inline v1::interop
