#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::signing {

// The bytes as Python's repr() shows them, which the messages of itsdangerous do: b'a\xff'.
std::string bytes_repr(std::string_view bytes);

} // namespace costrel::inline v1::signing
