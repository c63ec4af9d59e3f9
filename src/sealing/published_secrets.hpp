#pragma once

#include <string_view>

namespace costrel::inline v1::sealing {

// Whether the whole secret stands in a public text: the documentation of a framework, a tutorial,
// or this project's own examples.
bool is_published(std::string_view secret) noexcept;

} // namespace costrel::inline v1::sealing
