#pragma once

#include <costrel/session/framework_entries.hpp>

// How the frameworks keep a message for the next page, and how long a session lasts. They live as
// long as the program.
namespace costrel::inline v1::interop {

const FrameworkEntries& django_entries();  // "_session_expiry"
const FrameworkEntries& express_entries(); // "cookie": what express-session says of its own
const FrameworkEntries& laravel_entries(); // "_flash"
const FrameworkEntries& rails_entries();   // "flash"

// Browsers keep no cookie longer (RFC 6265bis section 5.6.1).
inline constexpr std::chrono::seconds longest_lifetime = std::chrono::days(400);

} // namespace costrel::inline v1::interop
