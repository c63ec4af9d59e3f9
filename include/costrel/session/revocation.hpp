#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What a revocation list asks of a session.
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
/// Users end sessions by SessionInterface, which computes `from` and `until`; these functions are
/// for those who write a list.
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

    /// Whether what it knows survives a restart of the program; remembered logins need that. Then
    /// the two functions after it must be there, too.
    virtual bool survives_restarts() const noexcept { return false; }
    /// The highest use of a remembered login, whose `series` names it; nothing: none is known.
    virtual std::optional<RememberedUse> last_use(const Handle& series) const noexcept;
    /// `login` has its handle, and when its user logged in. A lower counter than before changes
    /// nothing.
    virtual void use(const SessionFacts& login, const RememberedUse& use);

    /// Waits until other processes can hear of all that was ended here, for `timeout` at most, and
    /// says whether they can. For a route that is .blocking() and must not say "logged out" before.
    /// By default true: a list that tells nobody, or tells before end_session() is over.
    virtual bool flush(std::chrono::milliseconds timeout);
    /// What keeps it from telling others or from hearing of them, as a sentence for the log; empty:
    /// nothing does. It is asked once a minute.
    virtual std::string problem() const;

    /// How many entries it holds, and for how long it has not heard of other processes: for
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

/// Where the lists of several machines tell each other what ended.
class RevocationFeed {
public:
    virtual ~RevocationFeed() = default;
    virtual void append(std::string_view line) = 0;
    virtual std::vector<std::string> fetch(std::string& cursor) = 0;
};
struct ReplicaOptions {
    std::chrono::milliseconds poll{1'000};
    std::chrono::seconds max_staleness{30};
    bool refuse_when_stale = false;
};
/// A list that follows a feed.
std::shared_ptr<RevocationList> replicated_revocations(std::unique_ptr<RevocationFeed> feed,
                                                       ReplicaOptions options = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
