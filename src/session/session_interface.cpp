#include "encoding/http_date.hpp"
#include "encoding/json_reader.hpp"
#include "encoding/json_writer.hpp"
#include "formats/session_data.hpp"
#include "pimpl.hpp"
#include "session/config_check.hpp"
#include "session/permanence.hpp"
#include "session/secret_strength.hpp"
#include "session/session_tally.hpp"
#include "signing/token.hpp"

#include <costrel/cookie.hpp>
#include <costrel/session_interface.hpp>

#include <optional>
#include <stdexcept>

namespace costrel {

namespace {

using signing::TokenStatus;

// A buffer that a thread keeps between requests, so that an ordinary session costs no allocation
// here. What a large one needed is given back.
class ScratchText {
public:
    ScratchText()
    {
        static thread_local std::string text;
        text_ = &text;
        text_->clear();
    }
    ~ScratchText()
    {
        constexpr std::size_t kept = 16 * 1024;
        if (text_->capacity() > kept)
            std::string().swap(*text_);
    }
    ScratchText(const ScratchText&) = delete;
    ScratchText& operator=(const ScratchText&) = delete;

    std::string& operator*() const noexcept { return *text_; }

private:
    std::string* text_;
};

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

signing::SecretKeys keys_of(const Config& config)
{
    signing::SecretKeys keys(config.secret_key_fallbacks);
    keys.add(config.secret_key);
    return keys;
}

CookieOptions cookie_options_of(const Config& config)
{
    CookieOptions options;
    options.domain = config.session_cookie_domain;
    options.path = config.session_cookie_path.value_or("").empty() ? config.application_root
                                                                   : *config.session_cookie_path;
    options.httponly = config.session_cookie_httponly;
    options.secure = config.session_cookie_secure;
    options.partitioned = config.session_cookie_partitioned;
    if (config.session_cookie_samesite)
        options.samesite = session::canonical_samesite(*config.session_cookie_samesite);
    return options;
}

// What browsers keep of a cookie's name and value together (RFC 6265bis section 5.6).
constexpr std::size_t longest_cookie = 4096;

} // namespace

class SecureCookieSessionInterface::State {
public:
    explicit State(const Config& config)
        : name(config.session_cookie_name.value_or("session")),
          lifetime(config.permanent_session_lifetime),
          refresh_each_request(config.session_refresh_each_request),
          resign_on_fallback(config.resign_on_fallback),
          fail_on_large_cookie(config.fail_on_large_cookie), observer(config.session_observer),
          max_cookie_size(config.max_cookie_size), max_cookie_in(config.session_max_cookie_in),
          json_depth(config.session_json_depth)
    {
        session::check_session_config(config);
        session::require_strong_secret(config);
        if (config.secret_key.empty())
            return;
        signing::TokenOptions options;
        options.max_token = config.session_max_cookie_in;
        options.max_payload = config.session_inflate_limit;
        signer.emplace(keys_of(config), options);
        write_templates(cookie_options_of(config));
    }

    std::string name;
    std::chrono::seconds lifetime;
    bool refresh_each_request;
    bool resign_on_fallback;
    bool fail_on_large_cookie;
    SessionObserver* observer;
    mutable session::SessionTally tally;
    std::size_t max_cookie_size;
    std::size_t max_cookie_in;
    std::size_t json_depth;
    std::optional<signing::TokenSigner> signer; // nothing without a secret key

    // Parts of the Set-Cookie field that are the same for every session.
    std::string before_value;   // "session="
    std::string before_expires; // "; Domain=…" or nothing
    std::string after_expires;  // "; HttpOnly; Path=/"
    std::string deletion;       // the whole field that deletes the cookie

private:
    void write_templates(CookieOptions options)
    {
        deletion = delete_cookie(name, options);
        before_value = name + "=";
        if (options.domain) {
            CookieOptions only_domain;
            only_domain.path.reset();
            only_domain.domain = options.domain;
            before_expires = dump_cookie(name, "", only_domain).substr(before_value.size());
        }
        options.domain.reset();
        after_expires = dump_cookie(name, "", options).substr(before_value.size());
    }
};

SecureCookieSessionInterface::SecureCookieSessionInterface(const Config& config)
    : state_(std::in_place, config)
{
}

SecureCookieSessionInterface::SecureCookieSessionInterface(
    SecureCookieSessionInterface&&) noexcept = default;
SecureCookieSessionInterface&
SecureCookieSessionInterface::operator=(SecureCookieSessionInterface&&) noexcept = default;
SecureCookieSessionInterface::~SecureCookieSessionInterface() = default;

Session SecureCookieSessionInterface::open_session(std::string_view cookie_header,
                                                   std::chrono::sys_seconds now) const
{
    return Session(*this, cookie_header, now);
}

void SecureCookieSessionInterface::open(const Session& session) const
{
    read_cookie(session);
    state_->tally.add_opened(session.origin_, session.key_index_);
    if (state_->observer)
        state_->observer->opened(session.origin_, session.key_index_);
}

SessionCounters SecureCookieSessionInterface::counters() const noexcept
{
    return state_->tally.read();
}

void SecureCookieSessionInterface::read_cookie(const Session& session) const
{
    const State& state = *state_;
    if (!state.signer) {
        session.null_ = true;
        session.origin_ = SessionOrigin::no_key;
        return;
    }
    std::string unquoted;
    const auto value = find_cookie(session.cookie_header_, state.name, unquoted);
    if (!value || value->empty())
        return;
    if (value->size() > state.max_cookie_in) {
        session.origin_ = SessionOrigin::too_large;
        return;
    }
    const ScratchText json;
    signing::OpenInfo info;
    const TokenStatus status = state.signer->open(*value, session.now_.time_since_epoch().count(),
                                                  state.lifetime.count(), *json, info);
    session.origin_ = origin_of(status);
    if (status != TokenStatus::ok)
        return;
    Value read;
    const bool good = !encoding::read_tagged_json(*json, state.json_depth, read);
    auto data = good ? formats::session_data(std::move(read)) : std::nullopt;
    if (!data) {
        session.origin_ = SessionOrigin::unreadable;
        return;
    }
    session.data_ = *std::move(data);
    session.key_index_ = info.key_index;
}

void SecureCookieSessionInterface::report_dropped(const SavedSession& saved) const
{
    const State& state = *state_;
    state.tally.add_too_large();
    std::string sentence = saved.warning;
    if (sentence.empty()) // max_cookie_size was raised
        sentence = cookie_size_warning(state.name, saved.set_cookie, longest_cookie);
    if (state.observer)
        state.observer->too_large(sentence);
    if (state.fail_on_large_cookie)
        throw CookieTooLargeError("costrel: the session does not fit a cookie; keep less in it. " +
                                  sentence);
}

void SecureCookieSessionInterface::seal(Session& session) noexcept
{
    session.sealed_ = session.null_ = true;
}

SavedSession SecureCookieSessionInterface::save_session(const Session& session,
                                                        std::chrono::sys_seconds now) const
{
    const State& state = *state_;
    SavedSession saved;
    if (!state.signer)
        return saved;
    saved.vary_cookie = session.accessed_;
    if (!session.opened_) {
        // Nobody used it; only a permanent session is sent again all the same.
        if (!state.refresh_each_request || session.cookie_header_.empty())
            return saved;
        std::string unquoted;
        const auto value = find_cookie(session.cookie_header_, state.name, unquoted);
        if (!value || value->empty() || !session::may_be_permanent(*value))
            return saved;
        session.open();
    }
    if (session.data_.empty()) {
        if (session.modified_) {
            saved.set_cookie = state.deletion;
            saved.warning =
                cookie_size_warning(state.name, saved.set_cookie, state.max_cookie_size);
            saved.vary_cookie = true;
            state.tally.add_deleted();
        }
        return saved;
    }
    const Value* mark = session.data_.find("_permanent");
    const bool permanent = mark && mark->truth();
    const bool resign = state.resign_on_fallback && session.key_index_ > 0;
    if (!session.modified_ && !resign && !(permanent && state.refresh_each_request))
        return saved;

    const ScratchText json;
    try {
        encoding::tagged_json_append(*json, session.data_);
    } catch (const std::invalid_argument&) {
        // Not all that can be read can be written: a moment that its offset moved out of the
        // calendar cannot. A handler that changed nothing is not to blame; the client keeps its
        // cookie as it is.
        if (session.modified_)
            throw;
        return saved;
    }
    std::string& cookie = saved.set_cookie;
    cookie.reserve(state.before_value.size() + (*json).size() / 3 * 4 +
                   state.before_expires.size() + state.after_expires.size() + 96);
    cookie += state.before_value;
    state.signer->sign(cookie, *json, now.time_since_epoch().count());
    const bool dropped = cookie.size() - 1 > longest_cookie; // without the "="
    cookie += state.before_expires;
    if (permanent) {
        cookie += "; Expires=";
        encoding::append_http_date(cookie, now + state.lifetime);
    }
    cookie += state.after_expires;
    saved.vary_cookie = true;
    saved.warning = cookie_size_warning(state.name, cookie, state.max_cookie_size);
    if (dropped)
        report_dropped(saved);
    state.tally.add_saved();
    return saved;
}

} // namespace costrel

template class costrel::detail::Pimpl<costrel::SecureCookieSessionInterface::State>;
