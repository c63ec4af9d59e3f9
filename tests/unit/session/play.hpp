#pragma once

#include "formats/record_header.hpp"
#include "session/stored_session.hpp"

#include <costrel/session.hpp>
#include <costrel/session/memory_store.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::play {

using namespace std::chrono_literals;
using session::Setup;
using session::StoreCall;
using session::StoredSession;
using session::StoreReply;
using std::chrono::sys_seconds;

inline constexpr sys_seconds T(1'700'000'000s);

// Random bytes that are told apart: 1, 2, 3, …
inline unsigned char next_random = 0;
inline void counting(std::span<std::byte> bytes)
{
    ++next_random;
    std::fill(bytes.begin(), bytes.end(), std::byte{next_random});
}

// One request whose session is in a store that the test plays.
class Play {
public:
    explicit Play(SessionConfig config = {}) : setup_(with_store(std::move(config)), clock)
    {
        next_random = 0;
    }

    // The record of a session, as an earlier request wrote it.
    StoredRecord record(const Dict& values, std::uint64_t version, sys_seconds at = T - 10s) const
    {
        auto bytes = setup_.record_format().write({.values = values,
                                                   .now = at,
                                                   .created = T - 100s,
                                                   .handle = Handle{std::byte{7}},
                                                   .random = {},
                                                   .version = {.number = version}});
        return {.bytes = *std::move(bytes), .version = version, .expires = at + 100h};
    }
    // The same after another one, which stands among the versions before it.
    StoredRecord after(StoredRecord record, std::uint64_t before) const
    {
        std::string_view data;
        auto header = *formats::RecordHeader::read(record.bytes, data);
        header.recent[0] = static_cast<std::uint32_t>(before);
        std::string bytes;
        header.append_to(bytes);
        record.bytes = bytes + std::string(data);
        return record;
    }
    // The Cookie field of the client with that ID.
    std::string cookie(char id = 'A') const
    {
        const std::string text(43, id);
        return "session=" + setup_.record_format().write_id(text, {}, T)[0].value;
    }

    // A request that finds `record`, or none.
    void load(std::optional<StoredRecord> record)
    {
        say(stored_.load(cookie(), T));
        say(stored_.told(std::move(record)));
        open();
    }
    void open()
    {
        stored_.open(T, content_);
        session_.emplace(std::move(content_));
    }
    void commit() { say(stored_.commit(session().content(), T)); }
    void commit_after(const StoredRecord& newest)
    {
        say(stored_.commit(session().content(), T, &newest));
    }
    void told(StoreReply answer) { say(stored_.told(std::move(answer))); }

    Session& session() { return *session_; }
    StoredSession& stored() { return stored_; }
    const StoreCall& call() const { return call_; }
    // The session in the record that was asked to be stored last.
    Dict written() const
    {
        std::string_view data;
        (void)formats::RecordHeader::read(call_.record.bytes, data);
        return *setup_.record_format().read(data);
    }
    SavedSession saved() { return stored_.saved(session().content(), T); }
    SessionCounters counters() const { return setup_.tally().read(); }
    bool is_over() const { return asked_.ends_with("done"); }
    // All that was asked: "load, replace 5".
    const std::string& asked() const { return asked_; }

private:
    static SysMillis clock() { return T; }
    static SessionConfig with_store(SessionConfig config)
    {
        config.secret_key = "a key of more than sixteen bytes";
        config.session_store = memory_store();
        return config;
    }
    void say(StoreCall call)
    {
        static constexpr const char* names[] = {"done",    "load",  "insert",
                                                "replace", "touch", "erase"};
        asked_ += asked_.empty() ? "" : ", ";
        asked_ += names[static_cast<std::size_t>(call.kind)];
        if (call.kind == StoreCall::Kind::replace)
            asked_ += " " + std::to_string(call.expected);
        if (call.kind != StoreCall::Kind::none)
            call_ = std::move(call);
    }

    Setup setup_;
    StoredSession stored_{setup_, counting};
    detail::SessionContent content_;
    std::optional<Session> session_;
    StoreCall call_;
    std::string asked_;
};

inline const Dict ann{{"_user_id", "ann"}, {"views", 1}};

} // namespace costrel::inline v1::play
