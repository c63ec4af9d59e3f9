#pragma once

#include <costrel/headers.hpp>

namespace costrel {

// Sees to it that no shared cache stores the response (RFC 9111 section 5.2.2.7): adds "private" to
// its Cache-Control, and takes out what would allow it ("public", "s-maxage"), and the fields that
// a shared cache believes in the place of Cache-Control: those of RFC 9213 (CDN-Cache-Control and
// each whose name ends so), Surrogate-Control, Edge-Control and X-Accel-Expires.
void keep_from_shared_caches(Headers& headers);

} // namespace costrel
