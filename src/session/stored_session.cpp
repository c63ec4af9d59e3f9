#include "session/stored_session.hpp"

#include "pimpl.hpp"
#include "session/ended.hpp"
#include "session/saving.hpp"
#include "session/sending.hpp"

#include <utility>

namespace costrel::inline v1::session {

namespace {

using std::chrono::sys_seconds;
using Kind = StoreCall::Kind;

// So often a call is repeated of which nobody knows whether it was done, if the time allows it.
constexpr unsigned most_repeats = 16;

} // namespace

StoreCall StoredSession::next(State state, StoreCall call)
{
    state_ = state;
    tried_ = std::move(call);
    return tried_;
}

StoreCall StoredSession::finished() noexcept
{
    state_ = State::idle;
    return {};
}

StoreCall StoredSession::failed(Problem problem) noexcept
{
    problem_ = problem;
    cookie_ = Cookie::leave;
    end_later();
    return finished();
}

// What was to be ended, and may not have been, is over here at once.
void StoredSession::end_later() noexcept
{
    if (state_ == State::erasing)
        ends_later_ = setup_->late_endings().add(key_, id_.id);
    else if (state_ == State::ending)
        ends_later_ = setup_->late_endings().add(ending_->key(), ending_->id()) && was_erased_;
}

StoreCall StoredSession::too_many() noexcept
{
    setup_->tally().add_gave_up();
    setup_->tell_store_failed("costrel: too many requests change one session at once");
    return failed(Problem::unavailable);
}

StoreCall StoredSession::gone() noexcept
{
    setup_->tally().add_ended_meanwhile();
    forget_stale();
    has_ended_ = true;
    cookie_ = Cookie::leave;
    return finished();
}

void StoredSession::forget_stale() noexcept
{
    if (StaleRecords* const stale = setup_->stale())
        stale->forget(key_);
}

const Handle& StoredSession::new_handle()
{
    if (!new_handle_)
        random_(new_handle_.emplace());
    return *new_handle_;
}

StoreCall StoredSession::end(std::string id, const StoredRecord* known)
{
    forget_stale();
    ending_.emplace(*setup_, random_);
    return go_on_ending(ending_->begin(std::move(id), now_, known));
}

StoreCall StoredSession::go_on_ending(StoreCall call)
{
    if (call.kind != Kind::none)
        return next(State::ending, std::move(call));
    return ending_->gave_up() ? too_many() : finished();
}

StoreCall StoredSession::told(StoreReply reply)
{
    const bool loads = state_ == State::loading || state_ == State::arriving;
    if (problem_ != Problem::none)
        return loads ? out_of_reach() : failed(problem_);
    if (const auto* error = std::get_if<StoreError>(&reply))
        return after_error(*error);
    auto* const record = std::get_if<std::optional<StoredRecord>>(&reply);
    auto* const did = std::get_if<bool>(&reply);
    switch (state_) {
    case State::loading:
    case State::arriving:
        return loaded(std::move(*record));
    case State::inserting:
        if (*did)
            return has_moved();
        return next(State::looking, {.kind = Kind::load, .key = new_key_});
    case State::looking:
        if (*record &&
            (*record)->version == draft_.version()) { // inserted, though nobody heard of it
            setup_->tally().add_own_write_found();
            return has_moved();
        }
        return insert_new();
    case State::replacing:
        return replaced(std::get<Replaced>(std::move(reply)));
    case State::reloading:
        return *record ? conflicted(**std::move(record)) : gone();
    case State::touching:
        return *did ? finished() : gone();
    case State::erasing:
        return finished();
    case State::moving:
        if (!*did && repeats_ == 0)
            return insert_new();
        if (!*did) // an ID that nobody else has: it was inserted, though nobody heard of it
            setup_->tally().add_own_write_found();
        left_version_ = loaded_->version;
        return leave();
    case State::leaving: {
        Replaced left = std::get<Replaced>(std::move(reply));
        if (left.outcome == Replaced::Outcome::gone) // a logout wins
            return next(State::undoing, {.kind = Kind::erase, .key = new_key_});
        if (left.outcome == Replaced::Outcome::conflict)
            return conflicted(std::move(left.current));
        return has_left();
    }
    case State::following: {
        const Replaced& followed = std::get<Replaced>(reply);
        if (followed.outcome != Replaced::Outcome::done &&
            followed.current.version != draft_.version()) // or it was done before
            return gone();
        return leave();
    }
    case State::forgetting:
        return finished();
    case State::undoing:
        return gone();
    case State::returning:
        return chase(std::exchange(elsewhere_, {}));
    case State::chasing:
        return *record ? caught(**std::move(record)) : gone();
    case State::ending:
        return go_on_ending(ending_->told(std::move(reply)));
    case State::idle:
        break;
    }
    return finished();
}

StoreCall StoredSession::after_error(const StoreError& error)
{
    if (state_ == State::touching) // the session is good, only shorter
        return finished();
    if (state_ == State::loading || state_ == State::arriving)
        return out_of_reach();
    if (state_ == State::moving && rotates_ && !changes_ && !error.is_ambiguous())
        return stay(); // a request that only reads needs no new ID
    if (!error.is_ambiguous() || ++repeats_ > most_repeats)
        return failed(Problem::unavailable);
    return tried_; // each call finds out by itself whether it was done before
}

std::chrono::microseconds StoredSession::pause() const
{
    return state_ == State::reloading ? conflicts_.pause(random_) : std::chrono::microseconds(0);
}

SavedSession StoredSession::saved(const detail::SessionContent& content, sys_seconds now) const
{
    SavedSession saved;
    if (!setup_->has_key())
        return saved;
    if (draft_.version() != 0 && (changes_ || has_moved_) && !has_ended_ &&
        problem_ == Problem::none)
        setup_->tally().add_saved();
    saved.vary_cookie = content.accessed || cookie_ != Cookie::leave;
    saved.ended_meanwhile = has_ended_;
    if (cookie_ == Cookie::remove)
        remove_cookies(*setup_, setup_->record_format().cookie_names(), saved);
    if (cookie_ != Cookie::send)
        return saved;
    RecordDraft::RandomRoom random;
    set_cookies(*setup_, setup_->record_format().write_id(new_id_, draft_.fill(random), now), now,
                cookie_life(*setup_, draft_.merged() ? *draft_.merged() : content.values.read(),
                            now, draft_.version() != 0 ? draft_.created() : content.created),
                saved);
    return saved;
}

SavedSession StoredSession::saved_by_failure() const
{
    SavedSession saved;
    if (ends_later_) {
        saved.vary_cookie = true;
        remove_cookies(*setup_, setup_->record_format().cookie_names(), saved);
    }
    return saved;
}

detail::Pimpl<StoredSession> make_stored_session(const Setup& setup)
{
    return detail::Pimpl<StoredSession>(std::in_place, setup);
}

} // namespace costrel::inline v1::session

template class costrel::detail::Pimpl<costrel::session::StoredSession>;
