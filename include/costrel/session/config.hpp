#pragma once

#include <costrel/config_error.hpp>
#include <costrel/detail/shared.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

class KeyRingSource;
class RecordFormat;
class RevocationList;
class SessionFormat;
class SessionObserver;
class SessionStore;

/// The store of a configuration: a URL, or a store that the program made (a std::shared_ptr).
class SessionStoreRef {
public:
    SessionStoreRef() = default; ///< none: sessions live in their cookies
    SessionStoreRef(const char* url) : url_(url) {}
    SessionStoreRef(std::string url) : url_(std::move(url)) {}
    template <class P>
    requires std::constructible_from<detail::Shared<SessionStore>, P> SessionStoreRef(P store)
        : store_(std::move(store))
    {
    }

    const std::string& url() const noexcept { return url_; } ///< empty: it was not given as one
    const detail::Shared<SessionStore>& store() const noexcept { return store_; }
    explicit operator bool() const noexcept { return store_ || !url_.empty(); }

private:
    std::string url_{};
    detail::Shared<SessionStore> store_{};
};

/// What becomes of an entry that two requests changed at once.
enum class MergeRule : std::uint8_t {
    by_type,    ///< lists and dicts are merged; of all else the later response's value stays
    add,        ///< numbers: both changes count
    last_wins,  ///< the later response's value stays, whatever it is
    first_wins, ///< the earlier response's value stays
    fail,       ///< the later request ends with SessionConflictError
};

/// What becomes of a request whose session its store does not return.
enum class Outage : std::uint8_t {
    fail,      ///< 503: nobody is taken for somebody else
    anonymous, ///< it has an empty session, which cannot be changed
    stale,     ///< it has the session as this process last saw it, which cannot be changed
};

/// The whole configuration of sessions, for servers other than costrel's. Config has the same
/// members and converts to this one. The keys are Flask's, in lower case; where Flask has none they
/// are costrel's own.
///
///     SessionInterface sessions({.secret_key = "…", .session_cookie_samesite = "Lax"});
struct SessionConfig {
    /// Signs the session. Any bytes; at least 16 random ones. Empty: sessions cannot be changed.
    std::string secret_key{};
    /// Old keys that are still read, oldest first. They never sign.
    std::vector<std::string> secret_key_fallbacks{};

    /// Keys with dates, instead of secret_key: a file that is read again when it changes, or the
    /// text of such a file. docs/patterns/key-rotation.md describes it.
    std::string session_keys_file{};
    std::string session_keys{};
    /// Or a source that is asked for them: <costrel/sealing/key_ring_source.hpp>.
    detail::Shared<KeyRingSource> session_keys_source{};
    /// How often the file is checked for changes, and the source is asked.
    std::chrono::seconds session_keys_interval{60};

    /// How a session is written in its cookies: SessionFormat::flask(), or one of
    /// <costrel/session/format.hpp>, of an interop header, or of yours. Not set: Flask's.
    detail::Shared<const SessionFormat> session_format{};
    /// Where sessions are kept. Not set: in their cookies.
    SessionStoreRef session_store{};
    /// How an ID is written in its cookie, and a session in a store. Not set: costrel's own way.
    detail::Shared<const RecordFormat> session_record{};
    /// Which sessions have ended, for those that live in cookies, or move from there into a store.
    detail::Shared<RevocationList> session_revocations{};

    std::optional<std::string> session_cookie_name{};   ///< otherwise the format's: "session"
    std::optional<std::string> session_cookie_domain{}; ///< no Domain: only this very host
    std::optional<std::string> session_cookie_path{};   ///< otherwise application_root
    bool session_cookie_httponly = true;
    bool session_cookie_secure = false;                   ///< or the format's
    bool session_cookie_partitioned = false;              ///< also sets Secure
    std::optional<std::string> session_cookie_samesite{}; ///< "Strict", "Lax" or "None"

    /// How old a session may become, permanent or not; and when the cookie of a permanent one
    /// expires. From 0 to 400 days, which is as long as browsers keep a cookie (RFC 6265bis).
    std::chrono::seconds permanent_session_lifetime = std::chrono::days(31);
    /// How long after its last use a session ends. Not set: permanent_session_lifetime.
    std::optional<std::chrono::seconds> session_idle_timeout{};
    /// How long after its beginning a session ends, however much it is used. Not set: never.
    std::optional<std::chrono::seconds> session_absolute_timeout{};
    /// After this long an unchanged session is sent again, or touched in its store. Not set: a
    /// quarter of the idle timeout, in a store at most 60 seconds; and a permanent one, as in
    /// Flask, with each response.
    std::optional<std::chrono::seconds> session_renew_after{};
    /// How far in the future a session may seem to have been made, for clocks that differ. Not set:
    /// 0 for Flask's format, 60 seconds for the others.
    std::optional<std::chrono::seconds> session_clock_skew{};
    /// A permanent session is sent again with each response, so that it expires that long after
    /// the last visit.
    bool session_refresh_each_request = true;
    /// A Set-Cookie longer than this many bytes gives a warning: browsers drop it. 0: never.
    std::size_t max_cookie_size = 4093;
    std::string application_root = "/"; ///< the path under which the application is mounted

    /// When a session that an old key signed is used, sends it again, signed by the current one.
    bool resign_on_fallback = false;
    /// Refuses to start with a key that can be guessed. Not set: only when the environment says
    /// COSTREL_ENV=production. A weak key that is not rejected causes one loud warning.
    std::optional<bool> require_strong_secret{};
    /// A session whose cookie browsers would drop (name and value over 4,096 bytes, RFC 6265bis
    /// section 5.6) ends the request with CookieTooLargeError. Otherwise, as in Flask, it is sent,
    /// with a warning in the log and a count.
    bool fail_on_large_cookie = false;
    /// Told of what happens to sessions; not owned, must outlive the application.
    SessionObserver* session_observer = nullptr;
    std::size_t session_max_cookie_in = 8 * 1024;    ///< bytes; longer cookie values are rejected
    std::size_t session_inflate_limit = 1024 * 1024; ///< bytes a compressed session may become
    /// How deep lists and dicts that are read may be nested: at least 128, which is the limit for
    /// writing; more than 1,000 counts as 1,000.
    std::size_t session_json_depth = 128;
    /// Bytes of sessions that lie in cookies, of any format, that each thread keeps, verified and
    /// read, for the next request with the same Cookie field. 0: none.
    std::size_t session_cache_bytes = 256 * 1024;

    /// Names the application: sealed sessions of another one, even with the same keys, are
    /// rejected.
    std::string session_application{};
    std::size_t session_padding = 32; ///< sealed: hides the length, in steps of 1 to 256 bytes
    bool session_compression = true;  ///< sealed: if it would not fit a cookie otherwise
    /// Until then, what this configuration would have read before is read, too: with Flask's format
    /// the sealed one, and the reverse; with session_store, both. See session_accept_other_name.
    std::optional<std::chrono::sys_seconds> session_accept_other_until{};
    std::string session_accept_other_name{}; ///< empty: the same name

    /// Whether a logout that other processes cannot hear of, because session_revocations cannot
    /// write it down, ends with 503. Otherwise it holds in this process, and the observer is told.
    bool fail_on_lost_logout = false;
    /// App calls csrf_protect() on itself.
    bool protect_csrf = false;

    /// The entry that names the user, which login_user() sets. Empty: the format's, "_user_id".
    std::string session_user_key{};
    std::size_t session_max_record = 256 * 1024; ///< bytes of a session in a store
    /// How entries that two requests changed at once in a store are merged, by their names:
    /// "cart.count" for one within a dict. Others are merged by_type.
    std::vector<std::pair<std::string, MergeRule>> session_merge{};
    /// How long a request waits for the store when it loads its session, and when it saves it.
    std::chrono::milliseconds session_store_timeout{500};
    /// What becomes of a request whose session the store does not return.
    Outage session_outage = Outage::fail;
    /// For Outage::stale: how long ago, at most, the session that is used instead was read.
    std::chrono::seconds session_stale_for{0};
    /// In a store: how often a session in use gets a new ID; at least a minute. Has to be the same
    /// in all processes. 0: only at a login.
    std::chrono::seconds session_rotate_after{0};
    /// For how long the previous ID is still good, for requests that were under way with it.
    /// Whoever sends it after that, and after session_clock_skew, has a copy: the session is ended.
    std::chrono::seconds session_rotate_grace{30};
    /// The most sessions that one user may have, in a store that lists them: a login beyond that
    /// ends the oldest. 0: no limit but 10,000.
    std::size_t session_max_per_user = 0;
    /// The entries that SessionInterface::sessions_of() shows of each session.
    std::vector<std::string> session_summary_keys{};
};

/// `base` with what OWASP ASVS 5.0 (levels 1 and 2) and NIST SP 800-63B-4 (AAL2) ask for: sealed
/// cookies named __Host-session, Secure, HttpOnly, SameSite=Lax; an idle timeout of 30 minutes and
/// an absolute one of 12 hours; logouts that end every copy; strong keys and CSRF protection.
/// docs/session-policy.md lists them. Throws ConfigError when `base` contradicts it; in production,
/// as COSTREL_ENV says, also when there is neither session_revocations nor a store.
SessionConfig strict_sessions(SessionConfig base);

} // namespace costrel::inline v1

#pragma GCC visibility pop
