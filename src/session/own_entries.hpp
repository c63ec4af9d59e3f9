#pragma once

#include <costrel/session.hpp>

namespace costrel::session {

// Opens the session, and throws SessionFormatError when it is one of another framework, to which
// the entry that `function` keeps would mean nothing.
void require_own_entries(const Session& session, const char* function);

} // namespace costrel::session
