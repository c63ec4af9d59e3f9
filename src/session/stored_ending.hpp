#pragma once

#include "session/record_draft.hpp"
#include "session/setup.hpp"
#include "session/store_call.hpp"

#include <costrel/session/handle.hpp>
#include <costrel/session/store.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace costrel::inline v1::session {

// Ends a session in a store for good, also when other requests change it meanwhile, or give it
// another ID: each record on the way is made unusable before it is erased. A state machine as
// StoredSession is.
class StoredEnding {
public:
    StoredEnding(const Setup& setup, RecordDraft::Random random) noexcept
        : setup_(&setup), random_(random)
    {
    }

    // Of the session that had this ID, whose record was `known` lately; nullptr: it is looked for.
    StoreCall begin(std::string id, std::chrono::sys_seconds now, const StoredRecord* known);
    // Of the session at this key, whose ID is not known here.
    StoreCall begin_at(StoreKey key, std::chrono::sys_seconds now);
    // The reply to the call that was given last, which was no error.
    StoreCall told(StoreReply reply);
    // Too many others were in the way: it goes on.
    bool gave_up() const noexcept { return gave_up_; }
    // Of the session, or the one that it goes on under.
    const std::string& id() const noexcept { return id_; }
    const StoreKey& key() const noexcept { return key_; }
    // After begin_at(): the handle of the session, if it goes on under another ID.
    const std::optional<Handle>& moved() const noexcept { return moved_; }

private:
    enum class State : std::uint8_t { looking, replacing, erasing };

    StoreCall look(std::string id);
    void go_to(std::string id);
    StoreCall end(const StoredRecord& record);
    StoreCall erase();

    const Setup* setup_;
    RecordDraft::Random random_;
    State state_ = State::looking;
    bool gave_up_ = false;
    unsigned steps_ = 0;
    std::string id_{}; // empty: nobody knows it
    StoreKey key_{};
    std::optional<Handle> moved_{};
    std::chrono::sys_seconds now_{};
};

} // namespace costrel::inline v1::session
