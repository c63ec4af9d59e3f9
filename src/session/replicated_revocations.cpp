#include "session/feed_follower.hpp"
#include "session/feed_teller.hpp"
#include "session/line_revocations.hpp"

#include <costrel/session/revocation.hpp>

#include <string>
#include <utility>

namespace costrel::inline v1 {

namespace {

using session::EndedLine;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t max_entries = 1'000'000;
constexpr milliseconds start_wait{5'000};

class ReplicatedRevocations final : public session::LineRevocations {
public:
    ReplicatedRevocations(std::unique_ptr<RevocationFeed> feed, ReplicaOptions options)
        : LineRevocations(max_entries), options_(options), feed_(std::move(feed)), teller_(feed_),
          follower_(feed_, teller_, ended_, options.poll)
    {
        follower_.wait_for_first(start_wait);
    }

    Verdict check(const SessionFacts& facts, sys_seconds now) const noexcept override
    {
        if (ended_.has_ended(facts, now))
            return Verdict::ended;
        return options_.refuse_when_stale && is_stale() ? Verdict::unknown : Verdict::good;
    }
    std::optional<seconds> max_staleness() const noexcept override
    {
        if (!options_.refuse_when_stale)
            return std::nullopt;
        return options_.max_staleness;
    }
    sys_seconds earliest_birth(std::string_view user, sys_seconds now) const noexcept override
    {
        return ended_.earliest_birth(user, now);
    }
    seconds staleness() const noexcept override
    {
        return std::chrono::floor<seconds>(follower_.silence());
    }
    bool flush(milliseconds timeout) override { return teller_.flush(timeout); }
    std::string problem() const override
    {
        std::string problem = follower_.problem();
        if (problem.empty())
            problem = teller_.problem();
        if (problem.empty())
            return {};
        return "costrel: the feed of ended sessions failed: " + problem +
               "; endings that wait to be told to it: " + std::to_string(teller_.waiting()) +
               (!is_stale()                  ? ""
                : options_.refuse_when_stale ? "; sessions are rejected until it replies"
                                             : "; sessions are believed though others may have "
                                               "ended them");
    }

private:
    bool is_stale() const noexcept
    {
        return !follower_.has_heard() || follower_.silence() > options_.max_staleness;
    }
    void tell(const EndedLine& line) override
    {
        line.apply(ended_);
        teller_.tell(line.text());
    }

    const ReplicaOptions options_;
    session::FeedAccess feed_;
    session::FeedTeller teller_;
    session::FeedFollower follower_;
};

} // namespace

std::shared_ptr<RevocationList> replicated_revocations(std::unique_ptr<RevocationFeed> feed,
                                                       ReplicaOptions options)
{
    return std::make_shared<ReplicatedRevocations>(std::move(feed), options);
}

} // namespace costrel::inline v1
