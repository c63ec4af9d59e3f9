#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace costrel::inline v1::session {

// A name of so many bytes fits each line of a list of ended sessions, whatever the bytes are.
inline constexpr std::size_t longest_listed_name = 165;

// What stands for a longer name: "\xFFsha256:", which begins no UTF-8 text, and 64 hexadecimal
// digits. A program from before there was that takes it for the name of some user.
// Throws std::bad_alloc, or std::runtime_error when OpenSSL has no memory.
std::string hashed_name(std::string_view name);

} // namespace costrel::inline v1::session
