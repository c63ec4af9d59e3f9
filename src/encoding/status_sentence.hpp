#pragma once

#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

// Werkzeug's sentence for a status; empty for those it has no exception for. The bytes are part of
// what costrel promises (docs/flask-compatibility.md): a test compares them with Flask's lengths.
std::string_view status_sentence(int status) noexcept;

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
