#pragma once

#include <cstdint>
#include <string>

namespace costrel::inline v1::session {

// Why a session was not loaded, or not stored.
enum class StoreProblem : std::uint8_t {
    none,
    unavailable,    // the store did not do it, or nobody knows
    conflict,       // session_merge says that one of two requests fails
    no_key,         // none signs IDs now
    no_users,       // logout_others(): the store does not know whose its sessions are
    no_remembering, // login_user(): the store keeps no remembered logins, or no key seals
    cannot_carry,   // the format cannot hold a value
};

// Throws it as StoreUnavailableError, SessionConflictError, NullSessionError, std::logic_error,
// ConfigError or SessionFormatError. `what`: the entry that conflicts, or what cannot be carried.
// Does nothing for `none`.
void throw_problem(StoreProblem problem, const std::string& what);

} // namespace costrel::inline v1::session
