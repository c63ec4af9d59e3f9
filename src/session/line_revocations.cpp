#include "session/line_revocations.hpp"

#include <string>

namespace costrel::inline v1::session {

using std::chrono::sys_seconds;

void LineRevocations::end_session(const SessionFacts& facts, sys_seconds from, sys_seconds until)
{
    if (facts.handle)
        tell({.kind = EndedLine::Kind::session,
              .handle = *facts.handle,
              .created = facts.created,
              .from = from,
              .until = until});
}

void LineRevocations::end_user(std::string_view user, sys_seconds second)
{
    tell({.kind = EndedLine::Kind::user, .user = std::string(user), .second = second});
}

void LineRevocations::end_all(sys_seconds second)
{
    tell({.kind = EndedLine::Kind::all, .second = second});
}

void LineRevocations::use(const SessionFacts& login, const RememberedUse& use)
{
    if (login.handle)
        tell({.kind = EndedLine::Kind::use,
              .handle = *login.handle,
              .created = login.created,
              .second = use.second,
              .counter = use.counter});
}

} // namespace costrel::inline v1::session
