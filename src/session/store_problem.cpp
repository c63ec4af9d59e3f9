#include "session/store_problem.hpp"

#include <costrel/config_error.hpp>
#include <costrel/errors.hpp>
#include <costrel/session/errors.hpp>

#include <stdexcept>

namespace costrel::inline v1::session {

void throw_problem(StoreProblem problem, const std::string& what)
{
    switch (problem) {
    case StoreProblem::none:
        return;
    case StoreProblem::unavailable:
        throw StoreUnavailableError("costrel: the store of sessions did not reply in time");
    case StoreProblem::conflict:
        throw SessionConflictError("costrel: another request changed \"" + what +
                                   "\" of the session, and session_merge says that one fails");
    case StoreProblem::no_key:
        throw NullSessionError();
    case StoreProblem::no_users:
        throw std::logic_error("costrel: logout_others() needs a session_store that lists the "
                               "sessions of a user, and costrel's own records in it");
    case StoreProblem::no_remembering:
        throw ConfigError("costrel: login_user() cannot remember the user: beside session_store "
                          "that needs a store that lists the sessions of a user, costrel's own "
                          "records in it, the user in the entry _user_id (session_user_key), and "
                          "keys of at least 32 bytes that nobody can guess");
    case StoreProblem::cannot_carry:
        throw SessionFormatError("costrel: the session cannot be saved: " + what);
    }
}

} // namespace costrel::inline v1::session
