#pragma once

#include <costrel/headers.hpp>

namespace costrel::inline v1 {

// Takes out the fields that a shared cache believes in the place of Cache-Control: those of RFC
// 9213 (CDN-Cache-Control and each whose name ends so), Surrogate-Control, Edge-Control and
// X-Accel-Expires. The exchange of a session knows the usual ones by their names; here all fields
// can be looked at.
void remove_targeted_cache_fields(Headers& headers);

} // namespace costrel::inline v1
