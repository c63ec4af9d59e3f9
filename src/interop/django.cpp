#include "interop/django_signing.hpp"
#include "interop/foreign_format.hpp"
#include "interop/framework_entries.hpp"

#include <costrel/interop/django.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

class Django final : public OneCookieFormat {
public:
    explicit Django(DjangoOptions options)
        : OneCookieFormat(options.cookie_name, CookieField::Reading::python),
          signing_(options, "django.contrib.sessions.backends.signed_cookies"),
          age_(options.cookie_age)
    {
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        auto text = signing_.write(session.values, session.now);
        if (!text)
            return text.error();
        return std::vector<OutCookie>{{name(), *std::move(text)}};
    }

    FormatTraits traits() const noexcept override
    {
        return {.framework = "Django",
                .keeps_created = false,
                .keeps_active = true,
                .keeps_handle = false,
                .lifetime = age_,
                .entries = &django_entries()};
    }
    CookieDefaults defaults() const override
    {
        return {.name = name(), .max_age = age_, .samesite = "Lax"};
    }
    std::string user_key() const override { return "_auth_user_id"; }

private:
    SealedContent open_value(std::string_view text, sys_seconds now) const override
    {
        return signing_.open(text, now, age_);
    }
    std::optional<Dict> read_content(std::string_view content) const override
    {
        return DjangoSigning::read(content);
    }

    DjangoSigning signing_;
    std::chrono::seconds age_;
};

} // namespace

std::shared_ptr<const SessionFormat> django(DjangoOptions options)
{
    return std::make_shared<Django>(std::move(options));
}

} // namespace costrel::inline v1::interop
