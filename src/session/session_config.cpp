#include <costrel/config.hpp>

namespace costrel::inline v1 {

// tests/header_cost compares this list with the members of both.
Config::operator SessionConfig() const
{
    return {
        .secret_key = secret_key,
        .secret_key_fallbacks = secret_key_fallbacks,
        .session_keys_file = session_keys_file,
        .session_keys = session_keys,
        .session_keys_source = session_keys_source,
        .session_keys_interval = session_keys_interval,
        .session_format = session_format,
        .session_store = session_store,
        .session_record = session_record,
        .session_revocations = session_revocations,
        .session_cookie_name = session_cookie_name,
        .session_cookie_domain = session_cookie_domain,
        .session_cookie_path = session_cookie_path,
        .session_cookie_httponly = session_cookie_httponly,
        .session_cookie_secure = session_cookie_secure,
        .session_cookie_partitioned = session_cookie_partitioned,
        .session_cookie_samesite = session_cookie_samesite,
        .permanent_session_lifetime = permanent_session_lifetime,
        .session_idle_timeout = session_idle_timeout,
        .session_absolute_timeout = session_absolute_timeout,
        .session_renew_after = session_renew_after,
        .session_clock_skew = session_clock_skew,
        .session_refresh_each_request = session_refresh_each_request,
        .max_cookie_size = max_cookie_size,
        .application_root = application_root,
        .resign_on_fallback = resign_on_fallback,
        .require_strong_secret = require_strong_secret,
        .fail_on_large_cookie = fail_on_large_cookie,
        .session_observer = session_observer,
        .session_max_cookie_in = session_max_cookie_in,
        .session_inflate_limit = session_inflate_limit,
        .session_json_depth = session_json_depth,
        .session_cache_bytes = session_cache_bytes,
        .session_application = session_application,
        .session_padding = session_padding,
        .session_compression = session_compression,
        .session_accept_other_until = session_accept_other_until,
        .session_accept_other_name = session_accept_other_name,
        .fail_on_lost_logout = fail_on_lost_logout,
        .protect_csrf = protect_csrf,
        .session_user_key = session_user_key,
        .session_max_record = session_max_record,
        .session_merge = session_merge,
        .session_store_timeout = session_store_timeout,
        .session_outage = session_outage,
        .session_stale_for = session_stale_for,
        .session_rotate_after = session_rotate_after,
        .session_rotate_grace = session_rotate_grace,
        .session_max_per_user = session_max_per_user,
        .session_summary_keys = session_summary_keys,
    };
}

} // namespace costrel::inline v1
