#pragma once

#include <string_view>

namespace costrel::inline v1 {

// Whether content of this type gets shorter when it is packed.
bool is_compressible(std::string_view content_type) noexcept;

} // namespace costrel::inline v1
