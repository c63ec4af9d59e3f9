#include "encoding/utf8.hpp"
#include "interop/foreign_format.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/percent_coding.hpp"
#include "interop/refusal.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/hono.hpp>

#include <algorithm>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

constexpr std::size_t signature_size = 44;

// Whether hono looks at a cookie of that value: RFC 6265's characters, and a blank.
bool is_lawful(std::string_view value)
{
    return std::ranges::all_of(value, [](char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\';
    });
}

// TEXT "." BASE64(MAC of TEXT), percent-encoded.
class HonoCookie final : public TextCookie {
public:
    explicit HonoCookie(HonoOptions options)
        : name_(std::move(options.cookie_name)), key_("sha256", options.secret)
    {
    }

    SealedContent open(const CookieField& cookies, sys_seconds) const override
    {
        return guarded([&] {
            return first_good(cookies.all(name_, CookieField::Reading::raw),
                              [&](std::string_view value) {
                                  return is_lawful(value) ? open_value(uri_text(value))
                                                          : rejected(SessionOrigin::malformed);
                              });
        });
    }

    Result<OutCookie, CannotCarry> save(std::string_view text, sys_seconds,
                                        std::span<const std::byte>) const override
    {
        if (!encoding::is_utf8(text))
            return CannotCarry{"", std::string(not_utf8)};
        std::string value = std::string(text) + '.';
        append_base64(value, mac_of(key_, {text}), Base64::standard);
        return OutCookie{name_, percent_of(value, uri_component_marks)};
    }

    bool names_its_times() const noexcept override { return true; }
    CookieDefaults defaults() const override { return {.name = name_}; }

private:
    SealedContent open_value(std::string_view value) const
    {
        const std::size_t dot = value.rfind('.');
        if (dot == value.npos || value.size() - dot - 1 != signature_size)
            return rejected(SessionOrigin::malformed);
        const std::string_view text = value.substr(0, dot);
        const auto mac = read_base64(value.substr(dot + 1), Base64::standard);
        if (!mac || !is_mac_of(key_, {text}, *mac))
            return rejected(SessionOrigin::bad_signature);
        return opened(std::string(text));
    }

    std::string name_;
    signing::Hmac key_;
};

} // namespace

std::shared_ptr<const TextCookie> hono_cookie(HonoOptions options)
{
    require(!options.secret.empty(), "hono", "its secret");
    require(!options.cookie_name.empty(), "hono", "a cookie_name");
    return std::make_shared<HonoCookie>(std::move(options));
}

} // namespace costrel::inline v1::interop
