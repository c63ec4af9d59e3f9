#include "session/stored_session.hpp"

#include "pimpl.hpp"
#include "session/ended.hpp"
#include "session/saving.hpp"
#include "session/sending.hpp"

#include <utility>

namespace costrel::session {

namespace {

using std::chrono::sys_seconds;
using Kind = StoreCall::Kind;

// So often a call is repeated of which nobody knows whether it was done, if the time allows it.
constexpr unsigned most_repeats = 16;

// A mark of permanence alone makes no session, as in Flask-Session.
bool is_empty(const Dict& values)
{
    return values.empty() || (values.size() == 1 && values.begin()->key == "_permanent");
}

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

void StoredSession::lose(const detail::SessionContent& content) noexcept
{
    is_committed_ = true;
    problem_ = Problem::unavailable;
    if (content.origin == SessionOrigin::opened && content.modified && is_in_store() &&
        is_empty(content.values.read()))
        ends_later_ = setup_->late_endings().add(key_, id_.id);
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

bool StoredSession::replaces(const detail::SessionContent& content) const
{
    return loaded_ && content.origin == SessionOrigin::opened && content.modified &&
           content.lock == detail::SessionLock::none && !is_empty(content.values.read());
}

StoreCall StoredSession::commit(const detail::SessionContent& content, sys_seconds now,
                                const StoredRecord* newest)
{
    is_committed_ = true;
    now_ = now;
    changes_ = content.modified;
    const bool opened = content.origin == SessionOrigin::opened && loaded_;
    const bool moves_in = content.origin == SessionOrigin::opened && !loaded_; // from its cookie
    if (content.lock != detail::SessionLock::none || content.opener)
        return {};
    if (content.remembers && !setup_->remember())
        return failed(Problem::no_remembering);
    if (content.ends_others && !setup_->users())
        return failed(Problem::no_users);
    if (opened && setup_->late_endings().has(key_))
        return gone();
    if (!content.modified) {
        if (moves_in && content.accessed)
            return move_in(content, now);
        if (!opened || !content.accessed)
            return finished();
        return rotate(content, now) ? insert_new() : touch(content, now);
    }
    const Dict& values = content.values.read();
    if (is_empty(values)) {
        if (id_.origin != SessionOrigin::none)
            cookie_ = Cookie::remove;
        if (!opened)
            return finished();
        was_erased_ = true;
        if (setup_->times().rotates()) // a new ID may be under way
            return end(id_.id, &*loaded_);
        forget_stale();
        return next(State::erasing, {.kind = Kind::erase, .key = key_});
    }
    const bool logs_in = // a user who logs in again, too
        content.logged_in || (content.origin == SessionOrigin::opened &&
                              user_of(values, setup_->user_key()) != content.user);
    const sys_seconds created = content.created && !logs_in ? *content.created : now;
    if (opened && !content.regenerated && !logs_in) {
        if (rotate(content, now))
            return insert_new();
        draft_.begin(content, created, content.handle.value_or(Handle{}), now);
        if (id_.rewrite || was_permanent_ ||
            cookie_life(*setup_, values, now, created).outlives_browser())
            send_cookie(now);
        new_id_ = id_.id;
        if (!newest || newest->version == loaded_->version)
            return replace(*loaded_);
        if (!draft_.merge(*loaded_, *newest))
            return failed(Problem::conflict);
        setup_->tally().add_merged();
        return replace(*newest);
    }
    if (moves_in && !content.regenerated && !logs_in)
        return move_in(content, now);
    draft_.begin(content, created, new_handle(), now);
    if (!send_cookie(now)) // nobody would hear of the new ID
        return failed(Problem::no_key);
    state_ = opened ? State::moving : State::inserting;
    return insert_new();
}

// The session stays what it was in its cookie, apart from what this request changed.
StoreCall StoredSession::move_in(const detail::SessionContent& content, sys_seconds now)
{
    if (is_empty(content.values.read()))
        return finished();
    changes_ = true;
    if (content.handle)
        new_handle_ = content.handle;
    draft_.begin(content, content.created.value_or(now), new_handle(), now);
    if (!send_cookie(now))
        return content.modified ? failed(Problem::no_key) : finished();
    state_ = State::inserting;
    return insert_new();
}

bool StoredSession::send_cookie(sys_seconds now)
{
    if (!setup_->can_save(now)) {
        setup_->tell_no_key_saves();
        return false;
    }
    cookie_ = Cookie::send;
    return true;
}

StoreCall StoredSession::replace(StoredRecord current)
{
    auto record = draft_.write(&current);
    if (!record)
        return failed(Problem::cannot_carry);
    return next(State::replacing, {.kind = Kind::replace,
                                   .key = key_,
                                   .record = *std::move(record),
                                   .expected = current.version});
}

StoreCall StoredSession::replaced(Replaced reply)
{
    switch (reply.outcome) {
    case Replaced::Outcome::gone:
        return gone();
    case Replaced::Outcome::conflict:
        return conflicted(std::move(reply.current));
    case Replaced::Outcome::done:
        break;
    }
    has_replaced_ = hops_ == 0; // those that wait for their turn look under the ID before
    if (StaleRecords* const stale = setup_->stale())
        stale->keep(key_, tried_.record, now_);
    return finished();
}

StoreCall StoredSession::touch(const detail::SessionContent& content, sys_seconds now)
{
    if (id_.rewrite)
        send_cookie(now);
    new_id_ = id_.id;
    const Times& times = setup_->times();
    if (!content.active ||
        !(times.is_touch_due(*content.active, now) ||
          // or it would be listed anew by each request after this one
          (content.created && times.is_listing_due(*content.created, *content.active, now))))
        return finished();
    if (own_lifetime(*setup_, content.values.read(), now)) // it counts from the last change
        return finished();
    if (was_permanent_)
        send_cookie(now);
    return next(State::touching, {.kind = Kind::touch,
                                  .key = key_,
                                  .record = {.expires = times.end(now, content.created)},
                                  .renewed = now});
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

} // namespace costrel::session

template class costrel::detail::Pimpl<costrel::session::StoredSession>;
