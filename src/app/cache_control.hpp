#pragma once

#include <costrel/headers.hpp>

namespace costrel {

// Sees to it that no shared cache stores the answer (RFC 9111 section 5.2.2.7): adds "private" to
// its Cache-Control, and takes out what would allow it ("public", "s-maxage").
void keep_from_shared_caches(Headers& headers);

} // namespace costrel
