#include "session/own_entries.hpp"

#include "session/foreign.hpp"

#include <costrel/session/errors.hpp>

#include <string>

namespace costrel::inline v1::session {

void require_own_entries(const Session& session, const char* function)
{
    if (const Foreign* const foreign = foreign_of(session))
        throw_no_place(*foreign, function);
}

void throw_no_place(const Foreign& foreign, const char* function)
{
    throw SessionFormatError("costrel: " + std::string(function) +
                             " keeps an entry in the session that means nothing to " +
                             std::string(foreign.framework()) +
                             ", whose session this is: set one that it knows");
}

} // namespace costrel::inline v1::session
