#pragma once

#include "session/conflicts.hpp"
#include "session/record_draft.hpp"
#include "session/rotation.hpp"
#include "session/setup.hpp"
#include "session/store_call.hpp"
#include "session/store_problem.hpp"
#include "session/stored_ending.hpp"
#include "session/stored_remembering.hpp"
#include "signing/random.hpp"

#include <costrel/detail/pimpl.hpp>
#include <costrel/detail/session_content.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/session/saved_session.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// One request's session in a store, as a state machine: it says what the store is to be asked, is
// told the reply, and says what comes next, until nothing does. It does no input or output, and
// knows of time and chance only what it is told.
//
//     StoreCall call = stored.load(cookies, now);
//     while (call.kind != StoreCall::Kind::none)
//         call = stored.told(ask(store, call));
class StoredSession {
public:
    explicit StoredSession(const Setup& setup,
                           RecordDraft::Random random = signing::fill_random) noexcept
        : setup_(&setup), random_(random), draft_(setup, random), remembering_(setup)
    {
    }

    // Asks for the record of the ID in the cookies, if they have a good one.
    StoreCall load(std::string_view cookie_field, std::chrono::sys_seconds now);
    // Fills `content` in from what was loaded, as open_cookies() does from cookies.
    void open(std::chrono::sys_seconds now, detail::SessionContent& content);
    // Before what is asked next: zero, or how long others are let go first, who want the same
    // session.
    std::chrono::microseconds pause() const;
    // Whether a commit would replace the record that was loaded, so that it has to wait for its
    // turn.
    bool replaces(const detail::SessionContent& content) const;
    const StoreKey& key() const noexcept { return key_; }
    bool is_in_store() const noexcept { return loaded_.has_value(); }
    // Asks for what the session has become. `content` must stay until the last reply. `newest`:
    // what another request is known to have stored since; or nullptr.
    StoreCall commit(const detail::SessionContent& content, std::chrono::sys_seconds now,
                     const StoredRecord* newest = nullptr);
    // What has replaced the record, once; nothing: it was not replaced, or by what is not known.
    std::optional<StoredRecord> take_replacement() noexcept
    {
        if (!std::exchange(has_replaced_, false))
            return std::nullopt;
        return std::move(tried_.record);
    }

    // After a commit: where the session's record lies, if it has one, and which one it has left.
    std::optional<StoreKey> stands_at() const;
    std::optional<StoreKey> left() const;

    // The handle of the session, once it was stored; that which it gets if it becomes another one.
    Handle handle(const detail::SessionContent& content) const
    {
        return new_handle_ ? *new_handle_ : content.handle.value_or(Handle{});
    }
    const Handle& new_handle();

    // Whether the record that was loaded is that of a user's session.
    bool names_user(std::chrono::sys_seconds now) const;
    // Whether the store did not give the session, and the request goes on all the same.
    bool is_out_of_reach() const noexcept
    {
        return is_shown_ || id_.origin == SessionOrigin::unavailable;
    }
    StoredRemembering& remembering() noexcept { return remembering_; }
    const StoredRemembering& remembering() const noexcept { return remembering_; }
    // The store did not say what the cookie "remember" is worth.
    void miss_remembered();
    bool has_ended() const noexcept { return has_ended_; }
    // The session that was just stored may not stay.
    void end_meanwhile() noexcept { (void)gone(); }

    // The reply to the call that was given last.
    StoreCall told(StoreReply reply);
    // The time is up: what was asked last may or may not have been done.
    void late() noexcept
    {
        problem_ = Problem::unavailable;
        end_later();
    }
    // Nothing is to be stored.
    void skip() noexcept { is_committed_ = true; }
    // Nor could it be, whatever it has become.
    void lose(const detail::SessionContent& content) noexcept;
    // Too many requests are about to store this session.
    void refuse() noexcept
    {
        is_committed_ = true;
        (void)too_many();
    }

    bool is_loaded() const noexcept { return is_loaded_; }
    bool is_committed() const noexcept { return is_committed_; }
    // Once it is stored: ends what it came from, or what its user ends, where that is in cookies
    // from before there was a store.
    void end_earlier(const detail::SessionContent& content, std::chrono::sys_seconds now) const;
    // Throws what the store, or the session, made impossible.
    void throw_problem() const { session::throw_problem(problem_, draft_.problem()); }
    // What the response has to carry after a commit.
    SavedSession saved(const detail::SessionContent& content, std::chrono::sys_seconds now) const;
    // And after one that failed.
    SavedSession saved_by_failure() const;

private:
    enum class State : std::uint8_t {
        idle,
        loading,
        arriving, // its ID was replaced: the session of the next one is loaded
        inserting,
        looking, // who has the ID that was to be inserted: maybe this very request
        replacing,
        reloading, // after many conflicts in a row
        touching,
        erasing,
        moving,     // the session goes on under a new ID: its record is inserted,
        leaving,    // the old one is made unusable,
        following,  // others had changed that, so the new one takes their changes over,
        forgetting, // the old one is erased;
        undoing,    // or it had ended, and so does the new one
        returning,  // or another request gave it another ID: the new one ends,
        chasing,    // and the session is looked for where it is now
        ending,     // StoredEnding
    };
    using Problem = StoreProblem;
    enum class Cookie : std::uint8_t { leave, send, remove };

    StoreCall next(State state, StoreCall call);
    StoreCall finished() noexcept;
    StoreCall failed(Problem problem) noexcept;
    StoreCall too_many() noexcept;
    StoreCall gone() noexcept;
    StoreCall out_of_reach();
    void forget_stale() noexcept;
    void end_later() noexcept;
    StoreCall after_error(const StoreError& error);

    StoreCall loaded(std::optional<StoredRecord> record);
    StoreCall end(std::string id, const StoredRecord* known);
    StoreCall go_on_ending(StoreCall call);

    StoreCall move_in(const detail::SessionContent& content, std::chrono::sys_seconds now);
    StoreCall insert_new();
    StoreCall replace(StoredRecord current);
    StoreCall replaced(Replaced reply);
    StoreCall conflicted(StoredRecord current);
    StoreCall stay();
    StoreCall leave();
    StoreCall has_left();
    StoreCall has_moved() noexcept;
    // The session goes on under an ID that follows from this one. False: it cannot now.
    bool rotate(const detail::SessionContent& content, std::chrono::sys_seconds now);
    StoreCall rotated_by_another(std::string id);
    StoreCall chase(std::string id);
    StoreCall caught(StoredRecord record);
    std::optional<Successor> successor(const StoredRecord& record) const;
    StoreCall touch(const detail::SessionContent& content, std::chrono::sys_seconds now);
    // The client is to be sent its ID; false, and the operator is told: no key signs now.
    bool send_cookie(std::chrono::sys_seconds now);
    bool make_id();

    const Setup* setup_;
    RecordDraft::Random random_;
    State state_ = State::idle;
    Problem problem_ = Problem::none;
    Cookie cookie_ = Cookie::leave;
    bool is_loaded_ = false;
    bool is_committed_ = false;
    bool has_ended_ = false; // another request ended it
    bool has_replaced_ = false;
    bool was_permanent_ = false;
    bool was_reused_ = false; // the ID had been replaced, so somebody has a copy
    bool is_shown_ = false;   // as it was when this process read it last
    bool has_moved_ = false;  // its record lies under the new ID
    bool was_erased_ = false;
    bool ends_later_ = false; // it was to be erased, and the store did not do it
    bool rotates_ = false;    // while it is given another ID without a login
    bool changes_ = false;    // there is something to be stored, apart from another ID

    CookieId id_{};                         // of the client's cookie
    StoreKey key_{};                        // where its record lies
    std::optional<StoredRecord> loaded_{};  // as it was when this request began
    std::optional<SealedContent> before_{}; // in a cookie from before there was a store

    // While it is committed.
    RecordDraft draft_;
    std::optional<Handle> new_handle_{};
    std::string new_id_{}; // the ID that the cookie becomes
    StoreKey new_key_{};
    StoreCall tried_{};       // the last call, to be repeated when nobody knows whether it was done
    std::uint64_t moved_ = 0; // the version of the record under the new ID
    std::uint64_t left_version_ = 0; // and of the one that is left
    std::chrono::sys_seconds now_{};
    std::string trace_{};      // from the ID to the one that replaces it
    State goal_ = State::idle; // of a chase
    std::string elsewhere_{};  // the ID that another request gave it
    unsigned arrivals_ = 0;    // from the ID of the cookie to the one after it
    unsigned hops_ = 0;        // from one ID to the next
    std::optional<StoredEnding> ending_{};
    Conflicts conflicts_{};
    unsigned repeats_ = 0;
    StoredRemembering remembering_;
};

// Apart from who owns it, so that requests without a store carry nothing of how it is made.
detail::Pimpl<StoredSession> make_stored_session(const Setup& setup);

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
