#include "interop/django_signing.hpp"
#include "interop/foreign_format.hpp"
#include "interop/framework_entries.hpp"
#include "interop/random_text.hpp"

#include <costrel/interop/django.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

class DjangoRows final : public RecordFormat {
public:
    explicit DjangoRows(DjangoOptions options)
        : name_(options.cookie_name), age_(options.cookie_age),
          signing_(options, "django.contrib.sessions.SessionStore")
    {
    }

    CookieId read_id(const CookieField& cookies, std::chrono::sys_seconds) const override
    {
        return first_good_id(cookies.all(name_), [](std::string_view value) {
            return value.size() == id_size && consists_of(value, lower_alphanumeric)
                       ? opened(std::string(value))
                       : rejected(SessionOrigin::malformed);
        });
    }
    std::vector<OutCookie> write_id(std::string_view id, std::span<const std::byte>,
                                    std::chrono::sys_seconds) const override
    {
        return {{name_, std::string(id)}};
    }
    std::string new_id(std::span<const std::byte> random) const override
    {
        return random_text(random, id_size, lower_alphanumeric);
    }
    StoreKey key(std::string_view id) const override { return {std::string(id), true}; }

    SealedContent open(std::string_view record, sys_seconds now) const override
    {
        return guarded([&] { return signing_.open(record, now, std::nullopt); });
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        return DjangoSigning::read(content);
    }
    Result<std::string, CannotCarry> write(const SessionToSave& session) const override
    {
        return signing_.write(session.values, session.now);
    }

    std::vector<std::string> cookie_names() const override { return {name_}; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "Django",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false,
                .lifetime = age_,
                .entries = &django_entries()};
    }
    CookieDefaults defaults() const override
    {
        return {.name = name_, .max_age = age_, .samesite = "Lax"};
    }
    std::string user_key() const override { return "_auth_user_id"; }

private:
    static constexpr std::size_t id_size = 32;

    std::string name_;
    std::chrono::seconds age_;
    DjangoSigning signing_;
};

} // namespace

std::shared_ptr<const RecordFormat> django_rows(DjangoOptions options)
{
    return std::make_shared<DjangoRows>(std::move(options));
}

FrameworkTable django_table()
{
    return {.name = "django_session",
            .key = "session_key",
            .content = "session_data",
            .time = "expire_date"};
}

} // namespace costrel::inline v1::interop
