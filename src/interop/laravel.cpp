#include "interop/foreign_format.hpp"
#include "interop/framework_entries.hpp"
#include "interop/options.hpp"
#include "interop/php_serialize.hpp"
#include "interop/random_text.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/laravel.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;
using Storage = LaravelOptions::Storage;

constexpr std::size_t id_size = 40;

class Laravel final : public RecordFormat {
public:
    explicit Laravel(LaravelOptions options)
        : cookie_(laravel_cookie(options)), options_(std::move(options))
    {
    }

    CookieId read_id(const CookieField& cookies, std::chrono::sys_seconds) const override
    {
        SealedContent id = cookie_->open(cookies, {});
        if (id.origin != SessionOrigin::opened)
            return {id.origin, {}, false};
        if (id.content.size() != id_size || !consists_of(id.content, alphanumeric))
            return {SessionOrigin::malformed, {}, false};
        return {SessionOrigin::opened, std::move(id.content), id.rewrite};
    }
    std::vector<OutCookie> write_id(std::string_view id, std::span<const std::byte> random,
                                    std::chrono::sys_seconds) const override
    {
        return {cookie_->save(id, {}, random).value()};
    }
    std::string new_id(std::span<const std::byte> random) const override
    {
        return random_text(random, id_size, alphanumeric);
    }
    StoreKey key(std::string_view id) const override
    {
        return {options_.key_prefix + std::string(id), true};
    }

    SealedContent open(std::string_view record, sys_seconds) const override
    {
        return guarded([&] {
            auto text = unwrapped(record);
            return text ? opened(*std::move(text)) : rejected(SessionOrigin::unreadable);
        });
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        return php_unserialize(content);
    }
    Result<std::string, CannotCarry> write(const SessionToSave& session) const override
    {
        Dict values;
        if (!session.values.contains("_token"))
            values.set("_token", random_text(session.random, id_size, alphanumeric));
        values.update(session.values);
        values.setdefault("_flash", Dict{{"old", List{}}, {"new", List{}}});
        auto text = php_serialize(values);
        if (text && options_.storage == Storage::database)
            return base64_of(*text, Base64::standard);
        if (text && options_.storage == Storage::cache)
            return "s:" + std::to_string(text->size()) + ":\"" + *text + "\";";
        return text;
    }

    std::vector<std::string> cookie_names() const override { return {options_.cookie_name}; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "Laravel",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false,
                .lifetime = options_.lifetime,
                .entries = &laravel_entries()};
    }
    CookieDefaults defaults() const override { return cookie_->defaults(); }
    std::string user_key() const override
    {
        // "login_web_" and SHA-1 of "Illuminate\Auth\SessionGuard".
        return "login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d";
    }

private:
    std::optional<std::string> unwrapped(std::string_view record) const
    {
        if (options_.storage == Storage::database)
            return read_base64(record, Base64::standard);
        if (options_.storage == Storage::file)
            return std::string(record);
        const auto text = php_unserialize_value(record);
        if (const auto* bytes = text ? text->as<Bytes>() : nullptr)
            return bytes->data;
        const auto* words = text ? text->as<std::string>() : nullptr;
        return words ? std::optional(*words) : std::nullopt;
    }

    std::shared_ptr<const TextCookie> cookie_;
    LaravelOptions options_;
};

} // namespace

std::shared_ptr<const RecordFormat> laravel(LaravelOptions options)
{
    return std::make_shared<Laravel>(std::move(options));
}

FrameworkTable laravel_table(std::chrono::seconds lifetime, std::string name)
{
    return {.name = std::move(name),
            .key = "id",
            .content = "payload",
            .time = "last_activity",
            .kept = FrameworkTable::Time::last_use,
            .lifetime = lifetime};
}

} // namespace costrel::inline v1::interop
