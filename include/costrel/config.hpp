#pragma once

#include <costrel/config_error.hpp>
#include <costrel/limits.hpp>
#include <costrel/proxy_fix.hpp>
#include <costrel/session/config.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The configuration of an application. The keys are Flask's, in lower case; those after "costrel's
/// own" have no counterpart there, nor do those about formats and stores of sessions. The members
/// about sessions are those of <costrel/session/config.hpp>.
///
///     App app({.secret_key = "…", .session_cookie_samesite = "Lax"});
struct Config {
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

    /// How a session is written in its cookies. Not set: Flask's way.
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
    /// A permanent session is sent again with each response, so that it expires that long after the
    /// last visit.
    bool session_refresh_each_request = true;
    /// A Set-Cookie longer than this many bytes gives a warning: browsers drop it. 0: never.
    std::size_t max_cookie_size = 4093;
    std::string application_root = "/"; ///< the path under which the application is mounted

    std::size_t max_content_length = 1024 * 1024; ///< bytes of a request body; above: 413
    std::size_t max_form_memory_size = 500'000;   ///< bytes of a field in multipart/form-data; 413
    std::size_t max_form_parts = 1'000;           ///< of a form; 413. Arguments of a query; 400

    /// Shows on the page of a 500 what failed, and names missing fields on that of a 400. Never in
    /// production: with COSTREL_ENV=production the application does not start.
    bool debug = false;
    /// Renders a template that was changed as it is now, without a restart: Flask's. Not set: in
    /// debug mode, if the program was built for it (Debug, or RELOAD of costrel_add_templates()).
    /// It runs the tool that the build has recorded, so never in production.
    std::optional<bool> templates_auto_reload{};
    /// The hosts that requests may be for; others get 400. Ports and case are ignored; a host that
    /// begins with a dot stands for the domain and all below it. Empty: any host.
    std::vector<std::string> trusted_hosts{};

    // costrel's own

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

    /// A request body of more bytes than this is kept in an unnamed file in temporary_folder (when
    /// that is empty, in the environment's TMPDIR or in /tmp), and seen through Request::body like
    /// any other.
    std::size_t max_body_memory = 512 * 1024;
    std::string temporary_folder{};
    /// Bytes that all such files together may take; a request that would exceed that gets 503. One
    /// alone may be larger.
    std::size_t max_temporary_bytes = 1024 * 1024 * 1024;
    Limits limits{};                  ///< of the server's connections
    ProxyFix proxy_fix{};             ///< which X-Forwarded fields are believed
    unsigned blocking_threads = 8;    ///< that run the routes marked blocking()
    std::size_t blocking_queue = 256; ///< requests that wait for one of them; above: 503

    /// A line for each request: "combined", as in Apache and nginx, or "json". Empty: none.
    std::string access_log{};
    std::string access_log_file = "-"; ///< "-": standard output. SIGHUP opens the file again
    bool access_log_query = true;      ///< with what follows "?" in targets and referers
    /// The field in which a proxy passes Request::id(); it has to replace what clients send there.
    /// Empty: none.
    std::string request_id_header{};
    bool send_request_id = false; ///< in each response, as X-Request-ID

    /// `base` with each key replaced that the environment has a value for, under `prefix` and the
    /// key's name in upper case: COSTREL_SECRET_KEY, COSTREL_SESSION_COOKIE_NAME, … (Flask's
    /// from_prefixed_env). A text is taken as it is; a bool is true, True, 1, false, False or 0; a
    /// duration is a number of seconds, or one with ms, s, min, h or d ("30min"); the fallbacks are
    /// a JSON list of texts. Throws ConfigError when a value cannot be read as the key's type.
    static Config from_env(std::string_view prefix = "COSTREL_");
    static Config from_env(std::string_view prefix, Config base);

    /// The part of it that is about sessions.
    operator SessionConfig() const;
};

/// A sentence when the secret key or one of its fallbacks can be guessed: shorter than 16 bytes,
/// known from a tutorial, or one byte over and over. Empty when all are strong, or there is no key.
/// It never quotes a key. App::run() logs it.
std::string weak_secret_warning(const SessionConfig& config);

/// The same for an application's configuration: <costrel/session/config.hpp>.
Config strict_sessions(Config base);

} // namespace costrel::inline v1

#pragma GCC visibility pop
