#pragma once

#include <costrel/session.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace costrel::inline v1::hammer {

// What a request does to its session.
enum class Kind : std::uint8_t { count, append, set, set_within, take_out, log_out };

struct Change {
    Kind kind = Kind::count;
    std::int32_t session = 0; // which of all
    std::int32_t slot = 0;    // of those that live at once
    std::int32_t thread = 0;
    std::int32_t number = 0; // of the thread's request
    std::int32_t entry = 0;  // each thread has entries of its own

    std::string tag() const { return std::to_string(thread) + "." + std::to_string(number); }
    std::string name() const { return "k" + std::to_string(thread) + "_" + std::to_string(entry); }
};

// It begins; it was acknowledged; nothing of it was done; nobody knows whether it was.
enum class State : std::uint8_t { begun, acknowledged, dropped, in_doubt };

struct Event {
    State state = State::begun;
    Change change{};
};

// What it came to.
struct Count {
    std::int64_t lost = 0;
    std::int64_t doubled = 0;
    std::int64_t resurrected = 0;

    Count& operator+=(const Count& other) noexcept;
};

// What was acknowledged, to be compared with what is there in the end. For many threads.
class Ledger {
public:
    explicit Ledger(std::size_t sessions) : sessions_(sessions) {}

    void note(const Event& event);
    // What has begun and not ended never will: its process was killed.
    void give_up_what_has_begun();

    std::int64_t acknowledged() const;
    std::int64_t in_doubt() const;
    // Compares; `session` is empty when it is not there, which of a cache is no loss.
    Count compare(std::size_t number, const Session& session, bool may_be_forgotten = false) const;

private:
    struct Entry {
        std::vector<std::int64_t> allowed{
            absent}; // numbers; the first is what was acknowledged last
    };
    struct Account {
        std::int64_t views = 0, views_in_doubt = 0;
        std::map<std::string, bool> tags{}; // whether it was acknowledged
        std::map<std::string, Entry> entries{}, within{};
        bool has_ended = false, may_have_ended = false;
    };
    static constexpr std::int64_t absent = -1;

    void apply(const Change& change, bool acknowledged);

    mutable std::mutex mutex_;
    std::vector<Account> sessions_;
    std::map<std::int32_t, Change> begun_; // by thread
    std::int64_t acknowledged_ = 0;
    std::int64_t in_doubt_ = 0;
};

} // namespace costrel::inline v1::hammer
