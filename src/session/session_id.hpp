#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::session {

// The entry of a session that Session::id() gives.
inline constexpr std::string_view id_key = "_session_id";

// 43 characters that nobody can guess.
std::string new_session_id();

} // namespace costrel::inline v1::session
