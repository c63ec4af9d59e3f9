#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What a revocation list has to know of a session.
struct SessionFacts {
    std::optional<Handle> handle{};
    std::optional<std::string_view> user{};
    std::chrono::sys_seconds created{};
};

/// How far a remembered login has come. Each value of its cookie is good once.
struct RememberedUse {
    std::uint32_t counter = 0;         ///< of its uses
    std::chrono::sys_seconds second{}; ///< of the last one
};

/// Which sessions that live in cookies have ended. check() answers from memory and never waits.
/// Users end sessions by SessionInterface, which computes `from` and `until`; the functions here
/// are for those who write a list.
class RevocationList {
public:
    enum class Verdict : std::uint8_t { good, ended, unknown };

    virtual ~RevocationList() = default;

    virtual Verdict check(const SessionFacts& facts,
                          std::chrono::sys_seconds now) const noexcept = 0;
    virtual void end_session(const SessionFacts& facts, std::chrono::sys_seconds from,
                             std::chrono::sys_seconds until) = 0;
    virtual void end_user(std::string_view user, std::chrono::sys_seconds second) = 0;
    virtual void end_all(std::chrono::sys_seconds second) = 0;
    virtual std::optional<std::chrono::seconds> max_staleness() const noexcept = 0;
    virtual std::chrono::sys_seconds
    earliest_birth(std::string_view user, std::chrono::sys_seconds now) const noexcept = 0;

    /// Whether what it knows survives a restart of the program; remembered logins need that. If it
    /// does, the next two functions have to be overridden, too.
    virtual bool survives_restarts() const noexcept { return false; }
    /// The highest use of the remembered login that `series` names; nothing: none is known.
    virtual std::optional<RememberedUse> last_use(const Handle& series) const noexcept;
    /// `login` has its handle, and when its user logged in. A lower counter than before changes
    /// nothing.
    virtual void use(const SessionFacts& login, const RememberedUse& use);

    /// Waits until other processes can hear of all that was ended here, for `timeout` at most, and
    /// says whether they can. For a route that is .blocking() and must not say "logged out" before
    /// that. By default true, for a list that tells nobody, or tells others before end_session() is
    /// over.
    virtual bool flush(std::chrono::milliseconds timeout);
    /// What keeps it from telling others or from hearing from them, as a sentence for the log;
    /// empty: nothing does. It is called once a minute.
    virtual std::string problem() const;

    /// How many entries it holds, and for how long it has not heard from other processes: for
    /// metrics.
    virtual std::size_t size() const noexcept { return 0; }
    virtual std::chrono::seconds staleness() const noexcept { return std::chrono::seconds(0); }
};

/// A list of this process alone.
std::shared_ptr<RevocationList> local_revocations(std::size_t max_entries = 1'000'000);
/// A list that all processes of a machine share through a folder, and that survives restarts.
/// Throws ConfigError when the folder cannot be opened.
std::shared_ptr<RevocationList> file_revocations(std::string folder,
                                                 std::size_t max_entries = 1'000'000);

/// Where the lists of several machines tell each other what ended: lines of text. Each has to reach
/// every list that fetches, at least once, in whatever order. A failure is thrown, as a
/// std::exception, and the call is tried again. There are feeds in Redis
/// (<costrel/stores/redis_feed.hpp>) and PostgreSQL (<costrel/stores/postgresql_feed.hpp>).
class RevocationFeed {
public:
    /// At most this many lines are appended at once.
    static constexpr std::size_t most_at_once = 1'000;

    virtual ~RevocationFeed() = default;
    /// Adds a line after the others.
    virtual void append(std::string_view line) = 0;
    /// The same with several, when more than one is waiting, as after an outage. When it throws,
    /// all of them are appended again. By default it appends one after the other.
    virtual void append_all(std::span<const std::string> lines);
    /// The lines after `cursor`, which is empty at first and which it moves. When it returns
    /// `most_at_once` or more, it is called again at once.
    virtual std::vector<std::string> fetch(std::string& cursor) = 0;
    /// Whether fetch() waits until there is a line, for a second or so, while another thread may
    /// append. Otherwise, which is the default, only one of the functions is called at a time, and
    /// fetch() every ReplicaOptions::poll.
    virtual bool waits() const noexcept { return false; }
};

/// How a list follows its feed.
struct ReplicaOptions {
    std::chrono::milliseconds poll{1'000}; ///< how often a feed that does not wait is asked
    /// How long the feed may fail to reply before refuse_when_stale has an effect.
    std::chrono::seconds max_staleness{30};
    /// True: a session that nobody can vouch for then is empty (`SessionOrigin::unverified`) and
    /// keeps its cookie. False: it is believed.
    bool refuse_when_stale = false;
};
/// A list that follows a feed. It tells the feed in a thread of its own, and again what it told in
/// the minute before the feed failed: a server that took another one's place may not know of it.
/// Its construction waits for the feed for 5 s at most.
std::shared_ptr<RevocationList> replicated_revocations(std::unique_ptr<RevocationFeed> feed,
                                                       ReplicaOptions options = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
