#include "formats/flask_format.hpp"

#include "encoding/base64.hpp"
#include "encoding/json_reader.hpp"
#include "encoding/json_writer.hpp"
#include "encoding/spare_text.hpp"
#include "formats/migrating_format.hpp"
#include "formats/permanence.hpp"
#include "formats/session_data.hpp"
#include "formats/session_handle.hpp"
#include "formats/spare_cookies.hpp"

#include <costrel/cookie.hpp>
#include <costrel/sealing/key_ring.hpp>

#include <stdexcept>
#include <utility>

namespace costrel::inline v1::formats {

namespace {

using signing::TokenStatus;

// Where a session that an absolute timeout, a list of ended sessions or a key ring watches says
// when it began.
constexpr std::string_view beginning_key = "_created";

SessionOrigin origin_of(TokenStatus status)
{
    switch (status) {
    case TokenStatus::ok:
        return SessionOrigin::opened;
    case TokenStatus::expired:
        return SessionOrigin::expired;
    case TokenStatus::from_the_future:
        return SessionOrigin::from_the_future;
    case TokenStatus::unreadable:
    case TokenStatus::bad_timestamp:
        return SessionOrigin::unreadable;
    case TokenStatus::too_large:
        return SessionOrigin::too_large;
    case TokenStatus::malformed:
    case TokenStatus::bad_signature:
        break;
    }
    return SessionOrigin::bad_signature;
}

// A key ring can end all sessions that began before some time.
bool needs_beginning(const SessionConfig& config)
{
    return config.session_absolute_timeout || config.session_revocations ||
           !config.session_keys_file.empty() || !config.session_keys.empty() ||
           config.session_keys_source;
}

signing::SecretKeys keys_of(const KeyRing& ring)
{
    signing::SecretKeys keys;
    for (const KeyRing::Key& key : ring.keys)
        keys.add(key.secret);
    return keys;
}

} // namespace

FlaskFormat::FlaskFormat(const KeyRing& ring, const SessionConfig& config)
    : windows_(ring, config.session_clock_skew.value_or(std::chrono::seconds(0))),
      numbers_(windows_.changes()), dated_(windows_.are_dated()),
      name_(config.session_cookie_name.value_or("session")),
      max_cookie_in_(config.session_max_cookie_in), json_depth_(config.session_json_depth),
      inflate_limit_(config.session_inflate_limit),
      clock_skew_(config.session_clock_skew.value_or(std::chrono::seconds(0))),
      resigns_(config.resign_on_fallback), keeps_beginning_(needs_beginning(config))
{
    if (ring.keys.empty())
        return;
    signing::TokenOptions options;
    options.max_token = config.session_max_cookie_in;
    signer_.emplace(keys_of(ring), options);
}

std::shared_ptr<const SessionFormat> FlaskFormat::with_keys(const KeyRing& ring,
                                                            const SessionConfig& config) const
{
    auto flask = std::make_shared<FlaskFormat>(ring, config);
    if (!config.session_accept_other_until || ring.keys.empty())
        return flask;
    return std::make_shared<MigratingFormat>(std::move(flask), Writes::flask, ring, config);
}

inline SealedContent FlaskFormat::find(std::string_view token, std::chrono::sys_seconds now) const
{
    SealedContent found;
    if (!signer_) {
        found.origin = SessionOrigin::no_key;
        return found;
    }
    if (token.empty())
        return found;
    if (token.size() > max_cookie_in_) {
        found.origin = SessionOrigin::too_large;
        return found;
    }
    std::string_view payload;
    signing::OpenInfo info;
    found.origin = origin_of(signer_->verify(token, payload, info));
    if (found.origin != SessionOrigin::opened)
        return found;
    found.key_index = info.key_index;
    found.rewrite = resigns_ && info.key_index > 0;
    if (dated_) {
        const std::size_t key = other_end(info.key_index);
        if (!windows_.opens(key, now)) {
            found.origin = SessionOrigin::bad_signature;
            return found;
        }
        // Always sent again, or pruning the old key would log its users out.
        found.key_index = windows_.place(key, now);
        found.rewrite = *found.key_index > 0;
    }
    found.active = std::chrono::sys_seconds(std::chrono::seconds(info.date_signed));
    found.tolerance = clock_skew_;
    found.compressed = payload.starts_with('.');
    found.content = encoding::take_spare_text();
    // Text that is not base64 gives none, which is no session; an old one is expired all the same.
    encoding::base64url_decode_canonical(payload.substr(found.compressed ? 1 : 0), found.content);
    return found;
}

SealedContent FlaskFormat::open(const CookieField& cookies, std::chrono::sys_seconds now) const
{
    std::string unquoted;
    const auto token = find_cookie(cookies.header(), name_, unquoted);
    return find(token ? *token : std::string_view(), now);
}

SealedContent FlaskFormat::open_value(std::string_view token, std::chrono::sys_seconds now) const
{
    return find(token, now);
}

std::optional<Dict> FlaskFormat::read(std::string_view content) const
{
    Value value;
    if (encoding::read_tagged_json(content, json_depth_, value))
        return std::nullopt;
    return session_data(std::move(value));
}

// Flask keeps and returns the entry as any other; without a good one the signature is all that is
// known. It may be a little later than that, because a session that begins after all of its user's
// were ended has to.
void FlaskFormat::complete(SealedContent& found, const Dict& values) const
{
    const Value* const entry = values.find(beginning_key);
    if (!entry && !keeps_beginning_)
        return;
    found.created = found.active;
    const auto* const second = entry ? entry->as<std::int64_t>() : nullptr;
    const auto latest =
        found.active->time_since_epoch() + 2 * clock_skew_ + std::chrono::seconds(1);
    if (second && *second >= 0 && *second <= latest.count())
        found.created = std::chrono::sys_seconds(std::chrono::seconds(*second));
    if (keeps_beginning_)
        found.handle = handle_of_values(values);
}

template <class Write>
Result<std::vector<OutCookie>, CannotCarry> FlaskFormat::cookie_of(Write write) const
{
    std::vector<OutCookie> cookies = take_spare_cookies();
    OutCookie& cookie = cookies.emplace_back(OutCookie{name_, encoding::take_spare_text()});
    try {
        write(cookie.value);
    } catch (const std::invalid_argument& error) {
        return CannotCarry{{}, error.what()};
    }
    return cookies;
}

Result<std::vector<OutCookie>, CannotCarry> FlaskFormat::save(const SessionToSave& session) const
{
    return cookie_of([&](std::string& token) { write(token, session); });
}

Result<std::vector<OutCookie>, CannotCarry> FlaskFormat::save_again(const SessionToSave& session,
                                                                    std::string_view earlier) const
{
    if (dated_ || keeps_beginning_) // the time decides on more than itself
        return save(session);
    return cookie_of([&](std::string& token) {
        signer_->sign_again(token, earlier, session.now.time_since_epoch().count());
    });
}

void FlaskFormat::write(std::string& token, const SessionToSave& session) const
{
    encoding::SpareText json;
    if (keeps_beginning_) {
        Dict values = session.values;
        values.set(beginning_key, session.created.time_since_epoch().count());
        // Of a session that was sealed before, or has no ID: a handle cannot be turned back into
        // one.
        if (session.handle != Handle{} && handle_of_values(values) != session.handle)
            values.set("_handle", handle_text(session.handle));
        encoding::tagged_json_append(*json, values);
    } else {
        encoding::tagged_json_append(*json, session.values);
    }
    const std::size_t key = dated_ ? other_end(windows_.sealing_key(session.now)) : 0;
    signer_->sign(token, *json, session.now.time_since_epoch().count(), key);
    // The next request would not inflate it.
    if (token.starts_with('.') && json->size() > inflate_limit_)
        throw std::invalid_argument("a session whose JSON is longer than session_inflate_limit, " +
                                    std::to_string(inflate_limit_) + " bytes");
}

bool FlaskFormat::may_refresh_unused(const CookieField& cookies) const
{
    std::string unquoted;
    const auto token = find_cookie(cookies.header(), name_, unquoted);
    return token && !token->empty() && may_be_permanent(*token);
}

} // namespace costrel::inline v1::formats

namespace costrel::inline v1 {

std::shared_ptr<const SessionFormat> SessionFormat::flask()
{
    return std::make_shared<formats::FlaskFormat>(KeyRing{}, SessionConfig{});
}

} // namespace costrel::inline v1
