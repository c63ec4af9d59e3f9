#pragma once

#include <costrel/interop/text_cookie.hpp>
#include <costrel/session/format.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// What a Rails site has in its configuration.
struct RailsOptions {
    std::string secret_key_base{};
    std::string cookie_name{}; ///< of the session: "_my_app_session"
    bool sha1 = false;         ///< the key's digest: load_defaults before 7.0

    struct Rotation {
        std::string secret_key_base{};
        bool sha1 = false;
    };
    std::vector<Rotation> rotations{}; ///< cookies_rotations, in its order
    std::optional<std::chrono::seconds> expire_after{};
    /// Accept sessions that name no purpose, or are in no envelope, as Rails does. It writes none.
    bool accept_without_purpose = false;
};

/// Reads and writes the encrypted session cookie of Rails 5.2 and later with cookies_serializer
/// :json. Throws ConfigError when an option cannot work.
///
/// A null at the top level of a session cannot be carried: Rails drops it.
std::shared_ptr<const SessionFormat> rails(RailsOptions options);

/// Reads and writes cookies.signed[cookie_name] of the same site; the text is JSON. Throws
/// ConfigError when an option cannot work.
std::shared_ptr<const TextCookie> rails_signed_cookie(RailsOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
