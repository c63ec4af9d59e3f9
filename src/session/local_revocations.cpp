#include "session/ended_sessions.hpp"

#include <costrel/session/revocation.hpp>

#include <stdexcept>

namespace costrel::inline v1 {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

class LocalRevocations final : public RevocationList {
public:
    explicit LocalRevocations(std::size_t max_entries) : ended_(max_entries) {}

    Verdict check(const SessionFacts& facts, sys_seconds now) const noexcept override
    {
        return ended_.has_ended(facts, now) ? Verdict::ended : Verdict::good;
    }
    void end_session(const SessionFacts& facts, sys_seconds from, sys_seconds until) override
    {
        if (facts.handle)
            ended_.end_session(*facts.handle, facts.created, from, until);
    }
    void end_user(std::string_view user, sys_seconds second) override
    {
        ended_.end_user(user, second);
    }
    void end_all(sys_seconds second) override { ended_.end_all(second); }
    std::optional<seconds> max_staleness() const noexcept override { return seconds(0); }
    sys_seconds earliest_birth(std::string_view user, sys_seconds now) const noexcept override
    {
        return ended_.earliest_birth(user, now);
    }
    std::size_t size() const noexcept override { return ended_.size(); }

private:
    session::EndedSessions ended_;
};

} // namespace

std::shared_ptr<RevocationList> local_revocations(std::size_t max_entries)
{
    return std::make_shared<LocalRevocations>(max_entries);
}

} // namespace costrel::inline v1
