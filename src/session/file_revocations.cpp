#include "session/even_time.hpp"
#include "session/line_revocations.hpp"
#include "session/revocation_folder.hpp"

#include <costrel/session/revocation.hpp>

#include <atomic>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

using session::EndedLine;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t most_waiting = 10'000; // lines that could not be written yet

class FileRevocations final : public session::LineRevocations {
public:
    FileRevocations(std::string folder, std::size_t max_entries)
        : LineRevocations(max_entries), folder_(std::move(folder))
    {
        const std::scoped_lock lock(reading_);
        read(sys_seconds{});
    }

    Verdict check(const SessionFacts& facts, sys_seconds now) const noexcept override
    {
        // Once a second even where no process raised the counter: one may have died before it.
        const std::uint64_t generation = folder_.generation();
        if (generation != seen_.load(std::memory_order_acquire) ||
            now.time_since_epoch().count() != second_.load(std::memory_order_acquire)) {
            if (!catch_up(now))
                return Verdict::unknown;
        }
        return ended_.has_ended(facts, now) ? Verdict::ended : Verdict::good;
    }
    std::optional<seconds> max_staleness() const noexcept override { return seconds(0); }
    sys_seconds earliest_birth(std::string_view user, sys_seconds now) const noexcept override
    {
        catch_up(now);
        return ended_.earliest_birth(user, now);
    }

    bool flush(std::chrono::milliseconds) override
    {
        const std::scoped_lock lock(reading_);
        try {
            write_waiting();
        } catch (const std::runtime_error& error) {
            problem_ = error.what();
        }
        return waiting_.empty();
    }
    std::string problem() const override
    {
        const std::scoped_lock lock(reading_);
        return problem_;
    }

private:
    // False when memory ran out: nobody can tell then.
    bool catch_up(sys_seconds now) const noexcept
    try {
        const std::scoped_lock lock(reading_);
        const std::int64_t second = now.time_since_epoch().count();
        if (folder_.generation() == seen_.load() && second == second_.load())
            return true; // another thread has
        read(now);
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }

    void read(sys_seconds now) const
    {
        // Out of memory in the middle of it: what was read is read again.
        struct Guard {
            session::RevocationFolder& folder;
            bool done = false;
            ~Guard()
            {
                if (!done)
                    folder.read_all_again();
            }
        } lost_nothing{folder_};
        const std::uint64_t generation = folder_.generation(); // before what it stands for is read
        std::vector<std::string> lines;
        try {
            write_waiting();
            folder_.read_new(lines);
            problem_.clear();
        } catch (const std::runtime_error& error) {
            problem_ = error.what(); // what this process knows holds
        }
        for (const std::string& text : lines)
            if (const auto line = EndedLine::read(text))
                line->apply(ended_);
        lost_nothing.done = true;
        if (now != sys_seconds{})
            remove_old(now);
        seen_.store(generation, std::memory_order_release);
        second_.store(now.time_since_epoch().count(), std::memory_order_release);
    }

    // Once an hour, and not in the first one: a process may have started while the clock was ahead.
    void remove_old(sys_seconds now) const
    {
        const auto at = std::chrono::steady_clock::now();
        const sys_seconds time = time_.least(now, at);
        if (time_.age(at) < std::chrono::hours(1) || time < next_removal_)
            return;
        folder_.remove_old(time);
        next_removal_ = time + std::chrono::hours(1);
    }

    void write_waiting() const
    {
        while (!waiting_.empty()) {
            folder_.append(waiting_.front().text(), waiting_.front().needed_until());
            waiting_.pop_front();
        }
    }

    void tell(const EndedLine& line) override
    {
        const std::scoped_lock lock(reading_);
        line.apply(ended_);
        if (waiting_.size() >= most_waiting)
            write_waiting(); // or this one would be left out
        waiting_.push_back(line);
        write_waiting();
    }

    mutable session::RevocationFolder folder_;
    mutable std::mutex reading_;
    mutable std::deque<EndedLine> waiting_;
    mutable std::string problem_; // that the folder had when it was read last; empty: none
    mutable session::EvenTime time_;
    mutable sys_seconds next_removal_{};
    mutable std::atomic<std::uint64_t> seen_{0};
    mutable std::atomic<std::int64_t> second_{0};
};

} // namespace

std::shared_ptr<RevocationList> file_revocations(std::string folder, std::size_t max_entries)
{
    return std::make_shared<FileRevocations>(std::move(folder), max_entries);
}

} // namespace costrel::inline v1
