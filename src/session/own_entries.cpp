#include "session/own_entries.hpp"

#include <costrel/session/errors.hpp>

#include <string>

namespace costrel::session {

void require_own_entries(const Session& session, const char* function)
{
    (void)session.origin(); // opens it
    if (const char* const framework = session.content().framework)
        throw SessionFormatError("costrel: " + std::string(function) +
                                 " keeps an entry in the session that means nothing to " +
                                 framework + ", whose session this is: set one that it knows");
}

} // namespace costrel::session
