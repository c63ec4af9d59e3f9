#pragma once

#include <costrel/session/format.hpp>

#include <vector>

namespace costrel::inline v1::formats {

// A list of cookies with the memory of an earlier one of this thread, where there is any.
std::vector<OutCookie> take_spare_cookies() noexcept;
// Keeps the memory of `cookies`, and of their values, for the next one.
void keep_spare_cookies(std::vector<OutCookie>&& cookies) noexcept;

} // namespace costrel::inline v1::formats
