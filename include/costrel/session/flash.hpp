#pragma once

#include <costrel/encoding/value.hpp>
#include <costrel/session/session.hpp>

#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A message for the next page that the user sees.
struct FlashedMessage {
    std::string category;
    Value message; ///< text or Html; html("{}", message) escapes text and not Html
};

/// Keeps a message in the session until get_flashed_messages() takes it out, as Flask's flash()
/// does, byte for byte. Throws NullSessionError without a secret key.
///
///     flash(session, "You were logged in");
///     flash(session, html("<b>{}</b> is taken", name), "error");
void flash(Session& session, Value message, std::string_view category = "message");

/// Takes all messages out of the session and returns those whose category is in `category_filter`;
/// all of them when that is empty. Further calls in the same request read the same messages again.
std::vector<FlashedMessage>
get_flashed_messages(Session& session, const std::vector<std::string_view>& category_filter = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
