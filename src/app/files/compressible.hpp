#pragma once

#include <string_view>

namespace costrel {

// Whether content of this type gets shorter when it is packed.
bool is_compressible(std::string_view content_type) noexcept;

} // namespace costrel
