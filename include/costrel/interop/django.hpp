#pragma once

#include <costrel/session/format.hpp>
#include <costrel/session/framework_table.hpp>
#include <costrel/session/record_format.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {
class Session;
}

namespace costrel::inline v1::interop {

/// What a Django site has in its settings.
struct DjangoOptions {
    std::string secret_key{};                        ///< SECRET_KEY
    std::vector<std::string> secret_key_fallbacks{}; ///< SECRET_KEY_FALLBACKS, newest first
    std::string cookie_name = "sessionid";
    std::chrono::seconds cookie_age = std::chrono::days(14); ///< SESSION_COOKIE_AGE
};

/// Reads and writes the sessions of SESSION_ENGINE "…sessions.backends.signed_cookies". Throws
/// ConfigError when an option cannot work.
///
/// Stricter than Django: `_session_expiry` (set_expiry()) is enforced, counted from when the cookie
/// was made.
std::shared_ptr<const SessionFormat> django(DjangoOptions options);

/// Reads and writes the sessions of Django's default, "…backends.db", and of "cached_db": an ID in
/// the cookie and a row of the table django_session. Throws ConfigError when an option cannot work.
std::shared_ptr<const RecordFormat> django_rows(DjangoOptions options);
/// Where Django keeps these rows, for `SqliteStoreOptions` and `PostgresStoreOptions`. A site whose
/// database is SQLite must have USE_TZ on, as it is by default since Django 5.
FrameworkTable django_table();

/// Makes `session` that of the user whose primary key is `user_id`, as django.contrib.auth.login()
/// does; call login_user() first, which begins a new session. `password_column` is what the user's
/// row holds in `password`: Django logs out anyone whose session does not match it. `backend` is
/// one of Django's AUTHENTICATION_BACKENDS.
void django_login(Session& session, const DjangoOptions& site, std::string_view user_id,
                  std::string_view password_column,
                  std::string_view backend = "django.contrib.auth.backends.ModelBackend");
/// The primary key of the user whom a Django session belongs to, when it matches `password_column`,
/// as django.contrib.auth.get_user() checks it; nothing when nobody is logged in or the password
/// has been changed since. Look at session["_auth_user_id"] to know whose row to fetch.
std::optional<std::string> django_user(const Session& session, const DjangoOptions& site,
                                       std::string_view password_column);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
