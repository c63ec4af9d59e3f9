#pragma once

#include <costrel/testing.hpp>

#include <string_view>

namespace costrel::inline v1 {

// What the server wrote, which is one response. Throws std::logic_error when it is none.
TestResponse parse_response(std::string_view bytes);

} // namespace costrel::inline v1
