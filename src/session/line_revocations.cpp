#include "session/line_revocations.hpp"

#include <stdexcept>
#include <string>

namespace costrel::inline v1::session {

using std::chrono::sys_seconds;

void LineRevocations::end_session(const SessionFacts& facts, sys_seconds from, sys_seconds until)
{
    if (facts.handle)
        tell_checked({.kind = EndedLine::Kind::session,
                      .handle = *facts.handle,
                      .created = facts.created,
                      .from = from,
                      .until = until});
}

void LineRevocations::end_user(std::string_view user, sys_seconds second)
{
    tell_checked({.kind = EndedLine::Kind::user, .user = std::string(user), .second = second});
}

void LineRevocations::end_all(sys_seconds second)
{
    tell_checked({.kind = EndedLine::Kind::all, .second = second});
}

void LineRevocations::use(const SessionFacts& login, const RememberedUse& use)
{
    if (login.handle)
        tell_checked({.kind = EndedLine::Kind::use,
                      .handle = *login.handle,
                      .created = login.created,
                      .second = use.second,
                      .counter = use.counter});
}

void LineRevocations::tell_checked(const EndedLine& line)
{
    if (line.text().size() > EndedLine::longest)
        throw std::invalid_argument("costrel: the name of a user is too long for a revocation "
                                    "list: at most about 160 bytes");
    tell(line);
}

} // namespace costrel::inline v1::session
