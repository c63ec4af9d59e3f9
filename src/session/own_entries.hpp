#pragma once

#include <costrel/session.hpp>

namespace costrel::inline v1::session {

class Foreign;

// Opens the session, and throws SessionFormatError when it is one of another framework, to which
// the entry that `function` keeps would mean nothing.
void require_own_entries(const Session& session, const char* function);
[[noreturn]] void throw_no_place(const Foreign& foreign, const char* function);

} // namespace costrel::inline v1::session
