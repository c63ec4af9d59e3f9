// What becomes of a session in a store when its request ends.
#include "session/ended.hpp"
#include "session/sending.hpp"
#include "session/stored_session.hpp"

namespace costrel::inline v1::session {

namespace {

using std::chrono::sys_seconds;
using Kind = StoreCall::Kind;

// A mark of permanence alone makes no session, as in Flask-Session.
bool is_empty(const Dict& values)
{
    return values.empty() || (values.size() == 1 && values.begin()->key == "_permanent");
}

} // namespace

bool StoredSession::replaces(const detail::SessionContent& content) const
{
    return loaded_ && content.origin == SessionOrigin::opened && content.modified &&
           content.lock == detail::SessionLock::none && !is_empty(content.values.read());
}

void StoredSession::lose(const detail::SessionContent& content) noexcept
{
    is_committed_ = true;
    problem_ = Problem::unavailable;
    if (content.origin == SessionOrigin::opened && content.modified && is_in_store() &&
        is_empty(content.values.read()))
        ends_later_ = setup_->late_endings().add(key_, id_.id);
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

void StoredSession::end_earlier(const detail::SessionContent& content, sys_seconds now) const
{
    RevocationList* const list = setup_->revocations_before(now);
    if (!list || content.lock != detail::SessionLock::none || content.opener)
        return;
    const Dict& values = content.values.read();
    if (content.modified && (content.cleared || content.regenerated || is_empty(values)))
        end_session(*setup_, list, content, now);
    if (const auto user = user_of(values, setup_->user_key()); user && content.ends_others)
        end_user(*setup_, *list, *user, now);
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

} // namespace costrel::inline v1::session
