#include "interop/foreign_format.hpp"
#include "interop/options.hpp"
#include "interop/php_serialize.hpp"
#include "interop/random_text.hpp"

#include <costrel/interop/php_session.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

class PhpSession final : public RecordFormat {
public:
    explicit PhpSession(PhpSessionOptions options) : options_(std::move(options)) {}

    CookieId read_id(const CookieField& cookies, std::chrono::sys_seconds) const override
    {
        return first_good_id(cookies.all(options_.cookie_name, CookieField::Reading::form),
                             [](std::string_view value) {
                                 // What session.sid_length and sid_bits_per_character may ask for.
                                 return value.size() >= 22 && value.size() <= 256 &&
                                                consists_of(value, id_characters)
                                            ? opened(std::string(value))
                                            : rejected(SessionOrigin::malformed);
                             });
    }
    std::vector<OutCookie> write_id(std::string_view id, std::span<const std::byte>,
                                    std::chrono::sys_seconds) const override
    {
        return {{options_.cookie_name, std::string(id)}};
    }
    std::string new_id(std::span<const std::byte> random) const override
    {
        return random_text(random, 32, lower_alphanumeric);
    }
    StoreKey key(std::string_view id) const override
    {
        return {options_.key_prefix + std::string(id), true};
    }

    SealedContent open(std::string_view record, sys_seconds) const override
    {
        return guarded([&] { return opened(std::string(record)); });
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        if (content.empty())
            return Dict();
        return is_plain() ? php_session_decode(content) : php_unserialize(content);
    }
    Result<std::string, CannotCarry> write(const SessionToSave& session) const override
    {
        return is_plain() ? php_session_encode(session.values) : php_serialize(session.values);
    }

    std::vector<std::string> cookie_names() const override { return {options_.cookie_name}; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "PHP",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false,
                .lifetime = options_.lifetime};
    }
    CookieDefaults defaults() const override { return {.name = options_.cookie_name}; }
    std::string user_key() const override { return {}; } // that site has no fixed one

private:
    static constexpr std::string_view id_characters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz,-";

    bool is_plain() const { return options_.handler == PhpSessionOptions::Handler::php; }

    PhpSessionOptions options_;
};

} // namespace

std::shared_ptr<const RecordFormat> php_session(PhpSessionOptions options)
{
    require(!options.cookie_name.empty(), "PHP", "a cookie_name");
    return std::make_shared<PhpSession>(std::move(options));
}

} // namespace costrel::inline v1::interop
