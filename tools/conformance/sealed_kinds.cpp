// The groups of vectors of sealed sessions: docs/decisions/sealed-cookies.md says where they come
// from.
#include "formats/migrating_format.hpp"
#include "formats/sealed_format.hpp"
#include "kinds.hpp"
#include "sealed_rows.hpp"
#include "sealing/derived_keys.hpp"
#include "sealing/xaes.hpp"
#include "session/opening.hpp"
#include "session/saving.hpp"
#include "session/sending.hpp"
#include "session/setup.hpp"
#include "vector.hpp"

#include <costrel/config_error.hpp>
#include <costrel/json.hpp>
#include <costrel/session.hpp>
#include <costrel/session/errors.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace conformance {

namespace {

using namespace costrel;
using std::chrono::seconds;
using std::chrono::sys_seconds;

std::string sorted(const Dict& dict)
{
    return json_dumps(dict, JsonStyle::flask);
}

Outcome compare_expected(const Dict& vector, const Dict& got)
{
    return compare(sorted(dict_field(vector, "expect")), sorted(got));
}

// The sentences of errors are the reference's own: only that there is one is compared.
Outcome compare_error(const Dict& vector, const char* what)
{
    if (dict_field(vector, "expect").contains("error"))
        return passed();
    return compare(sorted(dict_field(vector, "expect")), what);
}

std::int64_t count(sys_seconds time)
{
    return time.time_since_epoch().count();
}

Handle handle_field(const Dict& vector, std::string_view name)
{
    const std::string bytes = hex_field(vector, name);
    Handle handle{};
    std::ranges::transform(bytes, handle.begin(),
                           [](char byte) { return static_cast<std::byte>(byte); });
    return handle;
}

std::string hex_of(std::span<const std::byte> bytes)
{
    return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string hex_of(const sealing::KeyId& id)
{
    return to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
}

// A row's format. It is given values of cookies that no Cookie field could hold, and keeps the text
// that the engine has it read.
class RowFormat final : public SessionFormat {
public:
    RowFormat(const Dict& vector, std::vector<std::string> values)
        : config_(sealed_config(vector)), ring_(ring_of(vector)),
          sealed_(std::make_shared<formats::SealedFormat>(
              formats::SealedCookie(ring_, sealed_options(vector)), config_.session_json_depth)),
          values_(std::move(values))
    {
        values_.resize(std::min<std::size_t>(values_.size(), 4));
        if (config_.session_accept_other_until)
            migrating_ = std::make_shared<formats::MigratingFormat>(
                sealed_, formats::Writes::sealed, ring_, config_);
    }

    SealedContent open(const CookieField&, sys_seconds now) const override
    {
        const bool both = migrating_ && now < *config_.session_accept_other_until;
        SealedContent found =
            both ? migrating_->open_first(values_, now) : sealed_->open_first(values_, now);
        was_signed_ = found.tolerance == seconds(0); // a sealed one may begin a second ahead
        return found;
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        read_ = content;
        return sealed_->read(content);
    }
    void complete(SealedContent& found, const Dict& values) const override
    {
        if (migrating_)
            migrating_->complete(found, values);
    }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        return sealed_->save(session);
    }
    std::vector<std::string> cookie_names() const override { return sealed_->cookie_names(); }
    std::size_t random_bytes() const noexcept override { return sealed_->random_bytes(); }
    // The row's ring is this format's; the engine knows its windows and dates all the same.
    std::shared_ptr<const SessionFormat> with_keys(const KeyRing&,
                                                   const SessionConfig&) const override
    {
        return {std::shared_ptr<const void>(), this};
    }

    const std::string& text() const { return read_; }
    bool was_signed() const { return was_signed_; }

private:
    SessionConfig config_;
    KeyRing ring_;
    std::shared_ptr<const formats::SealedFormat> sealed_;
    std::shared_ptr<const formats::MigratingFormat> migrating_;
    std::vector<std::string> values_;
    mutable std::string read_;
    mutable bool was_signed_ = false;
};

// The engine as a row configures it, with its list of ended sessions.
session::Setup setup_of(const Dict& vector, const std::shared_ptr<const RowFormat>& format,
                        std::shared_ptr<RevocationList> list, sys_seconds at)
{
    SessionConfig config = sealed_config(vector);
    config.session_format = format;
    config.session_keys = json_dumps(field(vector, "ring"));
    config.session_revocations = std::move(list);
    // A ring of which no key seals at the start is an error; in these rows it comes to that later.
    const bool seals = sealing::KeyWindows(ring_of(vector), seconds(0)).primary(at).has_value();
    const sys_seconds start = seals ? at : at - std::chrono::hours(1);
    return session::Setup(config, [start] { return start; });
}

std::string_view name_of(SessionOrigin origin)
{
    static constexpr std::array<std::string_view, session_origin_count> names = {
        "none",      "opened",  "bad_signature", "expired",     "from_the_future", "unreadable",
        "too_large", "no_key",  "malformed",     "unknown_key", "key_revoked",     "key_not_valid",
        "idle",      "revoked", "unverified",    "unknown_id",  "unavailable"};
    return names[static_cast<std::size_t>(origin)];
}

} // namespace

Outcome check_xaes(const Dict& vector)
{
    const sealing::XaesKey key(hex_field(vector, "key"));
    const std::string nonce_bytes = hex_field(vector, "nonce");
    const std::string plaintext = hex_field(vector, "plaintext");
    const sealing::Nonce nonce(reinterpret_cast<const unsigned char*>(nonce_bytes.data()),
                               sealing::nonce_size);
    sealing::MessageKey message_key;
    key.derive(nonce, message_key);
    std::string ciphertext(plaintext.size() + sealing::tag_size, '\0');
    sealing::XaesKey::encrypt(message_key, nonce, hex_field(vector, "aad"), plaintext,
                              reinterpret_cast<unsigned char*>(ciphertext.data()));
    return compare_expected(vector, {{"ciphertext", to_hex(ciphertext)},
                                     {"commitment", to_hex(message_key.commitment())}});
}

Outcome check_keys(const Dict& vector)
{
    const std::string& secret = text_field(vector, "secret");
    const sealing::DerivedKeys keys = sealing::derive_keys(
        secret, {text_field(vector, "application"), text_field(vector, "purpose"),
                 text_field(vector, "cookie_name")});
    return compare_expected(
        vector, {{"key_id", hex_of(sealing::key_id(secret))},
                 {"seal_key", to_hex(keys.seal.view())},
                 {"nonce_key", to_hex(keys.nonce.view())},
                 {"mac_key", to_hex(keys.mac.view())},
                 {"cmac_subkey", to_hex(sealing::XaesKey(keys.seal.view()).cmac_subkey())}});
}

Outcome check_seal(const Dict& vector)
try {
    const formats::SealedCookie cookie(ring_of(vector), sealed_options(vector));
    const sys_seconds now = seconds_field(vector, "now");
    const std::string random = hex_field(vector, "random");
    const auto value =
        cookie.seal(text_field(vector, "json"),
                    {now, seconds_field(vector, "created"),
                     optional_field(vector, "opened") ? seconds_field(vector, "opened") : now},
                    handle_field(vector, "handle"), std::as_bytes(std::span(random)));
    if (!value)
        return compare_error(vector, value.error().what.c_str());
    return compare_expected(vector, {{"cookie", *value}});
} catch (const std::logic_error& error) {
    return compare_error(vector, error.what());
}

Outcome check_open(const Dict& vector)
{
    const sys_seconds now = seconds_field(vector, "now");
    std::vector<std::string> values;
    if (vector.contains("cookies")) {
        for (const Value& value : list_field(vector, "cookies"))
            values.push_back(*value.as<std::string>());
    } else {
        values.push_back(text_field(vector, "cookie"));
    }
    const auto format = std::make_shared<RowFormat>(vector, std::move(values));
    const session::Setup setup =
        setup_of(vector, format, revocations_of(vector, "revocations"), now);
    detail::SessionContent content;
    content.accessed = true;
    session::open_cookies(setup, "", now, content);
    Dict got{{"origin", name_of(content.origin)}};
    if (content.origin == SessionOrigin::opened) {
        const bool renews =
            session::reason_to_send(setup, content, now) != session::Sending::nothing &&
            setup.can_save(now);
        got.update({{"json", format->text()},
                    {"created", count(*content.created)},
                    {"active", count(*content.active)},
                    {"handle", content.handle ? hex_of(*content.handle) : ""},
                    {"key_index", content.key_index},
                    {"signed", format->was_signed()},
                    {"renews", renews}});
        // An empty session is never sent again, nor would it have been made by a save.
        if (content.values.read().empty())
            got.set("renews", dict_field(vector, "expect").find("renews")->truth());
    }
    return compare_expected(vector, got);
}

Outcome check_ring(const Dict& vector)
try {
    const KeyRing ring = KeyRing::parse(text_field(vector, "text"));
    const sealing::KeyWindows windows(ring, seconds(integer_field(vector, "skew")));
    const sys_seconds now = seconds_field(vector, "now");
    const auto id = [&](std::size_t key) { return hex_of(sealing::key_id(ring.keys[key].secret)); };
    List order;
    for (const std::size_t key : windows.order(now)) {
        if (windows.place(key, now) != order.size())
            return compare("the place of a key is the same as in the order", "it is not");
        order.push_back(id(key));
    }
    const auto primary = windows.primary(now);
    return compare_expected(vector, {{"primary", primary ? Value(id(*primary)) : Value()},
                                     {"order", std::move(order)}});
} catch (const ConfigError& error) {
    return compare_error(vector, error.what());
}

Outcome check_expires(const Dict& vector)
{
    const session::Times times(sealed_config(vector), seconds(60));
    return compare_expected(
        vector, {{"expires", count(times.cookie_expiry(seconds_field(vector, "now"),
                                                       seconds_field(vector, "created")))}});
}

Outcome check_keep(const Dict& vector)
{
    std::optional<seconds> staleness;
    if (optional_field(vector, "max_staleness"))
        staleness = seconds(integer_field(vector, "max_staleness"));
    const session::Times times(sealed_config(vector), seconds(60));
    const sys_seconds until = times.keep_ended_until(seconds_field(vector, "created"),
                                                     seconds_field(vector, "now"), staleness);
    if (until == sys_seconds::max())
        return compare_error(vector, "it would be kept for ever");
    return compare_expected(vector, {{"until", count(until)}});
}

Outcome check_birth(const Dict& vector)
{
    const session::Times times({}, seconds(integer_field(vector, "skew")));
    const auto list = local_revocations();
    list->end_user("1", seconds_field(vector, "ended"));
    const sys_seconds now = seconds_field(vector, "now");
    return compare_expected(
        vector, {{"created", count(times.beginning(list->earliest_birth("1", now), now))}});
}

Outcome check_save(const Dict& vector)
{
    const sys_seconds at = seconds_field(vector, "opened");
    const sys_seconds now = seconds_field(vector, "now");
    const auto format =
        std::make_shared<RowFormat>(vector, std::vector{text_field(vector, "cookie")});
    const session::Setup before =
        setup_of(vector, format, revocations_of(vector, "revocations"), at);
    const session::Setup after =
        setup_of(vector, format, revocations_of(vector, "revocations_now"), at);
    detail::SessionContent content;
    content.accessed = true;
    session::open_cookies(before, "", at, content);
    Session session(std::move(content));
    std::string outcome = "error";
    try {
        if (optional_field(vector, "json")) {
            for (const DictItem& item : Dict(session.items()))
                session.erase(item.key);
            session.update(*format->read(text_field(vector, "json")));
        }
        const SavedSession saved = session::save_cookies(after, session.content(), at, now);
        if (saved.set_cookies.empty())
            outcome = "nothing";
        else
            outcome = saved.set_cookies[0].find("=;") == std::string::npos ? "sealed" : "deleted";
    } catch (const StoreUnavailableError&) {
    } catch (const NullSessionError&) {
    }
    return compare_expected(vector, {{"outcome", outcome}});
}

} // namespace conformance
