#pragma once

#include <costrel/config_error.hpp>
#include <costrel/limits.hpp>
#include <costrel/proxy_fix.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel {

class SessionObserver;

/// The configuration of an application, or of sessions alone. The keys are Flask's, in lower case;
/// those after "costrel's own" have no counterpart there.
///
///     App app({.secret_key = "…", .session_cookie_samesite = "Lax"});
struct Config {
    /// Signs the session. Any bytes; at least 16 random ones. Empty: sessions cannot be changed.
    std::string secret_key{};
    /// Old keys that are still read, oldest first. They never sign.
    std::vector<std::string> secret_key_fallbacks{};

    std::string session_cookie_name = "session";
    std::optional<std::string> session_cookie_domain{}; ///< no Domain: only the very host
    std::optional<std::string> session_cookie_path{};   ///< otherwise application_root
    bool session_cookie_httponly = true;
    bool session_cookie_secure = false;
    bool session_cookie_partitioned = false;              ///< also sets Secure
    std::optional<std::string> session_cookie_samesite{}; ///< "Strict", "Lax" or "None"

    /// How old a session may be, permanent or not; and when the cookie of a permanent one expires.
    /// From 0 to 400 days, which is as long as browsers keep a cookie (RFC 6265bis).
    std::chrono::seconds permanent_session_lifetime = std::chrono::days(31);
    /// A permanent session is sent again with each answer, so that it expires that long after the
    /// last visit.
    bool session_refresh_each_request = true;
    /// A Set-Cookie longer than this many bytes gives a warning: browsers drop it. 0: never.
    std::size_t max_cookie_size = 4093;
    std::string application_root = "/"; ///< the path under which the application is mounted

    std::size_t max_content_length = 1024 * 1024; ///< bytes of a request's body; above: 413
    std::size_t max_form_memory_size = 500'000;   ///< bytes of a urlencoded form, or a field; 413
    std::size_t max_form_parts = 1'000;           ///< of a form; 413. Arguments of a query; 400

    /// Shows what failed on the page of a 500, and names missing fields on that of a 400. Never in
    /// production: with COSTREL_ENV=production the application does not start.
    bool debug = false;
    /// The hosts that requests may be for; others get 400. Ports and case do not count; one that
    /// begins with a dot stands for the domain and all below it. Empty: any host.
    std::vector<std::string> trusted_hosts{};

    // costrel's own

    /// Sends a session that an old key signed again, signed by the current one, when it is used.
    bool resign_on_fallback = false;
    /// Refuses to start with a key that can be guessed. Not set: only when the environment says
    /// COSTREL_ENV=production. A weak key that is not refused gives one loud warning.
    std::optional<bool> require_strong_secret{};
    /// A session whose cookie browsers would drop (name and value over 4,096 bytes, RFC 6265bis
    /// section 5.6) ends the request with CookieTooLargeError. Otherwise, as in Flask, it is sent,
    /// with a warning in the log and a count.
    bool fail_on_large_cookie = false;
    /// Told of what happens to sessions; not owned, must outlive the application.
    SessionObserver* session_observer = nullptr;
    std::size_t session_max_cookie_in = 8 * 1024; ///< bytes of a cookie's value that are looked at
    std::size_t session_inflate_limit = 1024 * 1024; ///< bytes a compressed session may become
    /// Lists and dicts within each other that are read: at least 128, which is what is written;
    /// more than 1,000 counts as 1,000.
    std::size_t session_json_depth = 128;
    /// A request's body of more bytes than this is kept in a file without a name in
    /// temporary_folder (when that is empty, in TMPDIR of the environment or in /tmp), and seen
    /// through Request::body as any other.
    std::size_t max_body_memory = 512 * 1024;
    std::string temporary_folder{};
    Limits limits{};                  ///< of the server's connections
    ProxyFix proxy_fix{};             ///< which X-Forwarded fields are believed
    unsigned blocking_threads = 8;    ///< that run the routes marked blocking()
    std::size_t blocking_queue = 256; ///< requests that wait for one of them; above: 503

    /// A line for each request: "combined", as of Apache and nginx, or "json". Empty: none.
    std::string access_log{};
    std::string access_log_file = "-"; ///< "-": standard output. SIGHUP opens the file again
    bool access_log_query = true;      ///< with what stands behind "?" in targets and referers
    /// The field in which a proxy, which replaces what clients send, gives Request::id(). Empty:
    /// none.
    std::string request_id_header{};
    bool send_request_id = false; ///< in each answer, as X-Request-ID

    /// `base` with each key replaced that the environment has under `prefix` and its name in upper
    /// case: COSTREL_SECRET_KEY, COSTREL_SESSION_COOKIE_NAME, … (Flask's from_prefixed_env).
    /// A text is taken as it stands; a bool is true, True, 1, false, False or 0; a lifetime is in
    /// seconds; the fallbacks are a JSON list of texts. Throws ConfigError when a value cannot be
    /// read as the key's type.
    static Config from_env(std::string_view prefix = "COSTREL_");
    static Config from_env(std::string_view prefix, Config base);
};

/// A sentence when the secret key or one of its fallbacks can be guessed: shorter than 16 bytes,
/// known from a tutorial, or one byte over and over. Empty when all are strong, or there is no key.
/// It never quotes a key. App::run() logs it.
std::string weak_secret_warning(const Config& config);

} // namespace costrel
