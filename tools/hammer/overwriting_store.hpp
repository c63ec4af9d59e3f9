#pragma once

#include <costrel/session/store.hpp>

#include <memory>

namespace costrel::inline v1::hammer {

// A store that replaces whatever is there, and makes a record where none is: what sessions are kept
// with elsewhere. To see that the hammer finds what it looks for.
std::shared_ptr<SessionStore> overwriting(std::shared_ptr<SessionStore> store);

} // namespace costrel::inline v1::hammer
