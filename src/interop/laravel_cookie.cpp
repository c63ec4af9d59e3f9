#include "interop/foreign_format.hpp"
#include "interop/keys.hpp"
#include "interop/laravel_encrypter.hpp"
#include "interop/options.hpp"
#include "interop/percent_coding.hpp"

#include <costrel/interop/laravel.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

class LaravelCookie final : public TextCookie {
public:
    explicit LaravelCookie(LaravelOptions options)
        : name_(options.cookie_name), lifetime_(options.lifetime), encrypter_(options)
    {
    }

    SealedContent open(const CookieField& cookies, sys_seconds) const override
    {
        return guarded([&] {
            return first_good(
                cookies.all(name_, CookieField::Reading::form),
                [&](std::string_view value) { return encrypter_.decrypt(name_, value); });
        });
    }
    Result<OutCookie, CannotCarry> save(std::string_view text, sys_seconds,
                                        std::span<const std::byte> random) const override
    {
        const std::string_view iv = view_of(random.first(encrypter_.iv_size()));
        return OutCookie{name_, percent_of(encrypter_.encrypt(name_, text, iv), php_marks)};
    }
    bool names_its_times() const noexcept override { return true; }
    std::size_t random_bytes() const noexcept override { return encrypter_.iv_size(); }
    CookieDefaults defaults() const override
    {
        return {.name = name_, .max_age = lifetime_, .samesite = "Lax"};
    }

private:
    std::string name_;
    std::chrono::seconds lifetime_;
    LaravelEncrypter encrypter_;
};

} // namespace

std::shared_ptr<const TextCookie> laravel_cookie(LaravelOptions options)
{
    require(!options.cookie_name.empty(), "Laravel", "a cookie_name");
    return std::make_shared<LaravelCookie>(std::move(options));
}

} // namespace costrel::inline v1::interop
