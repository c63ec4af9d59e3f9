#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/iso_time.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/msgpack.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/flask_session.hpp>
#include <costrel/signing/signer.hpp>

#include <cmath>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

// What msgspec makes of a value that JSON has no form for. `levels`: how many lists and dicts may
// still lie in each other; below, the value is left as it is, and rejected by the writer.
Value as_json(const Value& value, std::size_t levels);

List as_json(const List& list, std::size_t levels)
{
    List items;
    items.reserve(list.size());
    for (const Value& item : list)
        items.push_back(as_json(item, levels));
    return items;
}

Dict as_json(const Dict& dict, std::size_t levels)
{
    std::vector<DictItem> items;
    items.reserve(dict.size());
    for (const DictItem& item : dict)
        items.push_back({item.key, as_json(item.value, levels)});
    return Dict::from_items(std::move(items));
}

Value as_json(const Value& value, std::size_t levels)
{
    if (const auto* number = value.as<double>())
        return std::isfinite(*number) ? value : Value();
    if (const auto* markup = value.as<Html>())
        return markup->str();
    if (const auto* uuid = value.as<Uuid>())
        return uuid->text();
    if (const auto* bytes = value.as<Bytes>())
        return base64_of(bytes->data, Base64::standard);
    if (const auto* time = value.as<DateTime>())
        return rfc3339_of(*time);
    if (levels == 0)
        return value;
    if (const auto* list = value.as<List>())
        return as_json(*list, levels - 1);
    if (const auto* tuple = value.as<Tuple>())
        return as_json(tuple->items, levels - 1);
    if (const auto* dict = value.as<Dict>())
        return as_json(*dict, levels - 1);
    return value;
}

class FlaskSession final : public RecordFormat {
public:
    explicit FlaskSession(FlaskSessionOptions options) : options_(std::move(options))
    {
        require(options_.id_length >= 16 && options_.id_length <= 64, "Flask-Session",
                "an id_length of 16 to 64");
        require(!options_.cookie_name.empty(), "Flask-Session", "its cookie_name");
        if (!options_.signer_key)
            return;
        require(!options_.signer_key->empty(), "Flask-Session", "its secret key to sign with");
        signer_.emplace(*options_.signer_key,
                        signing::SignerOptions{.salt = "flask-session",
                                               .key_derivation = signing::KeyDerivation::hmac});
    }

    CookieId read_id(const CookieField& cookies, sys_seconds) const override
    {
        return first_good_id(cookies.all(options_.cookie_name),
                             [&](std::string_view value) { return id_in(value); });
    }
    std::vector<OutCookie> write_id(std::string_view id, std::span<const std::byte>,
                                    sys_seconds) const override
    {
        return {{options_.cookie_name, signer_ ? signer_->sign(id) : std::string(id)}};
    }
    std::string new_id(std::span<const std::byte> random) const override
    {
        return base64_of(view_of(random.first(options_.id_length)), Base64::url);
    }
    StoreKey key(std::string_view id) const override
    {
        return {options_.key_prefix + std::string(id), true};
    }

    SealedContent open(std::string_view record, sys_seconds) const override
    {
        // Flask-Session begins anew where it finds these.
        const bool is_nothing = record.empty() || record == "\xc0" || record == "null";
        return is_nothing ? rejected(SessionOrigin::unknown_id) : opened(std::string(record));
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        return content.starts_with('{') ? read_json_object(content, JsonReading::strict)
                                        : read_msgpack(content);
    }
    Result<std::string, CannotCarry> write(const SessionToSave& session) const override
    {
        if (options_.serialization == FlaskSessionSerialization::msgpack)
            return write_msgpack(session.values);
        return write_json(as_json(session.values, max_depth), msgspec_json);
    }

    std::size_t random_bytes() const noexcept override { return options_.id_length; }
    std::vector<std::string> cookie_names() const override { return {options_.cookie_name}; }
    CookieDefaults defaults() const override { return {.name = options_.cookie_name}; }
    FormatTraits traits() const noexcept override
    {
        // Flask's own entries mean in it what they mean in Flask.
        return {.keeps_created = false, .keeps_active = false, .keeps_handle = false};
    }

private:
    SealedContent id_in(std::string_view value) const
    {
        std::string id(value);
        if (signer_) {
            auto unsigned_id = signer_->unsign(value);
            if (!unsigned_id)
                return rejected(SessionOrigin::bad_signature);
            id = *std::move(unsigned_id);
        }
        // As secrets.token_urlsafe() makes it; another spelling would be another key.
        const auto bytes = read_base64(id, Base64::url);
        if (!bytes || bytes->size() != options_.id_length)
            return rejected(SessionOrigin::malformed);
        return opened(std::move(id));
    }

    FlaskSessionOptions options_;
    std::optional<signing::Signer> signer_;
};

} // namespace

std::shared_ptr<const RecordFormat> flask_session(FlaskSessionOptions options)
{
    return std::make_shared<FlaskSession>(std::move(options));
}

} // namespace costrel::inline v1::interop
