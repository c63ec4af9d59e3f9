#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/json_dialect.hpp"
#include "interop/options.hpp"

#include <costrel/interop/text_cookie.hpp>

namespace costrel::inline v1::interop {

namespace {

class JsonSession final : public SessionFormat {
public:
    explicit JsonSession(std::shared_ptr<const TextCookie> cookie) : cookie_(std::move(cookie)) {}

    SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const override
    {
        return cookie_->open(cookies, now);
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        return read_json_object(content, JsonReading::javascript);
    }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        const auto json = write_json(session.values, javascript_json);
        if (!json)
            return json.error();
        auto cookie = cookie_->save(*json, session.now, session.random);
        if (!cookie)
            return cookie.error();
        return std::vector<OutCookie>{*std::move(cookie)};
    }
    std::uint64_t cache_number(std::chrono::sys_seconds) const noexcept override
    {
        return cookie_->names_its_times() ? number_ : 0;
    }
    std::vector<std::string> cookie_names() const override { return {cookie_->defaults().name}; }
    std::size_t random_bytes() const noexcept override { return cookie_->random_bytes(); }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "another framework",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false};
    }
    CookieDefaults defaults() const override { return cookie_->defaults(); }
    std::string user_key() const override { return {}; } // that site has no fixed one

private:
    std::shared_ptr<const TextCookie> cookie_;
    std::uint64_t number_ = new_cache_number();
};

} // namespace

std::shared_ptr<const SessionFormat> json_session(std::shared_ptr<const TextCookie> cookie)
{
    require(cookie != nullptr, "a JSON session", "a cookie to stand in");
    return std::make_shared<JsonSession>(std::move(cookie));
}

} // namespace costrel::inline v1::interop
