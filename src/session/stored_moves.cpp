// How a session in a store goes from one ID to another, at a login or in turn, and what becomes of
// others that change it meanwhile.
#include "session/stored_session.hpp"

#include <utility>

namespace costrel::inline v1::session {

namespace {

using std::chrono::sys_seconds;
using Kind = StoreCall::Kind;

// So many times another request may give the session another ID while this one is under way, each
// of which is good for a minute at least.
constexpr unsigned most_hops = 16;

} // namespace

// False: no key leads from the ID before to another one.
bool StoredSession::make_id()
{
    if (rotates_) {
        formats::RotatedIds::Random random;
        random_(random);
        auto step = setup_->rotated_ids()->next(id_.id, random, now_);
        if (!step)
            return false;
        new_id_ = std::move(step->id);
        trace_ = std::move(step->trace);
        new_key_ = setup_->record_format().key(new_id_);
        return true;
    }
    RecordDraft::RandomRoom random;
    new_id_ = setup_->record_format().new_id(draft_.fill(random));
    new_key_ = setup_->record_format().key(new_id_);
    return true;
}

bool StoredSession::rotate(const detail::SessionContent& content, sys_seconds now)
{
    if (!content.created || !content.active ||
        !setup_->times().is_rotation_due(*content.created, *content.active, now) ||
        !send_cookie(now))
        return false;
    draft_.begin(content, *content.created, content.handle.value_or(Handle{}), now);
    if (!changes_ && !draft_.write(&*loaded_)) { // what could be read cannot always be written
        cookie_ = Cookie::leave;
        return false;
    }
    rotates_ = true;
    state_ = State::moving;
    return true;
}

// Of State::inserting, or of State::moving when the session leaves another ID.
StoreCall StoredSession::insert_new()
{
    if (!conflicts_.add())
        return failed(Problem::unavailable);
    const State state = state_ == State::moving ? State::moving : State::inserting;
    if (!make_id())
        return failed(Problem::no_key);
    // Of a session that only has another ID, the versions before go along.
    auto record = draft_.write(rotates_ ? &*loaded_ : nullptr);
    if (!record)
        return failed(Problem::cannot_carry);
    moved_ = record->version;
    return next(state, {.kind = Kind::insert, .key = new_key_, .record = *std::move(record)});
}

// Another request was faster: what it stored is merged with what this one has.
StoreCall StoredSession::conflicted(StoredRecord current)
{
    if (state_ == State::replacing && draft_.is_within(current)) {
        setup_->tally().add_own_write_found();
        return finished();
    }
    if (state_ == State::leaving && current.version == draft_.version()) {
        setup_->tally().add_own_write_found();
        return has_left();
    }
    if (auto next_one = successor(current))
        return rotated_by_another(std::move(next_one->id));
    if (is_tombstone(current.bytes))
        return state_ == State::leaving
                   ? next(State::undoing, {.kind = Kind::erase, .key = new_key_})
                   : gone();
    if (state_ != State::reloading && !conflicts_.add())
        return too_many();
    if (state_ == State::replacing && conflicts_.is_reload_due())
        return next(State::reloading, {.kind = Kind::load, .key = key_});
    if (!draft_.merge(*loaded_, current))
        return failed(Problem::conflict);
    setup_->tally().add_merged();
    if (state_ != State::leaving)
        return replace(std::move(current));
    auto record = draft_.write(rotates_ ? &current : nullptr);
    if (!record)
        return failed(Problem::cannot_carry);
    const std::uint64_t expected = std::exchange(moved_, record->version);
    left_version_ = current.version;
    return next(State::following, {.kind = Kind::replace,
                                   .key = new_key_,
                                   .record = *std::move(record),
                                   .expected = expected});
}

// The session keeps the ID that it has.
StoreCall StoredSession::stay()
{
    rotates_ = false;
    new_id_ = id_.id;
    cookie_ = id_.rewrite ? Cookie::send : Cookie::leave;
    return finished();
}

// The record under the ID before is made unusable, or says where the session is.
StoreCall StoredSession::leave()
{
    const auto grace_ends = now_ + setup_->times().rotate_grace();
    StoredRecord left = rotates_ ? left_behind(*loaded_, draft_.version(), trace_, grace_ends)
                                 : tombstone_of(*loaded_, draft_.version(), now_);
    return next(
        State::leaving,
        {.kind = Kind::replace, .key = key_, .record = std::move(left), .expected = left_version_});
}

StoreCall StoredSession::has_left()
{
    forget_stale();
    has_moved_ = true;
    if (!rotates_)
        return next(State::forgetting, {.kind = Kind::erase, .key = key_});
    setup_->tally().add_rotated();
    return finished();
}

StoreCall StoredSession::has_moved() noexcept
{
    has_moved_ = true;
    return finished();
}

// Another request was faster to give the session another ID: this one's change goes there.
StoreCall StoredSession::rotated_by_another(std::string id)
{
    const bool leaves = state_ == State::leaving;
    if (leaves && std::exchange(rotates_, false)) {
        elsewhere_ = std::move(id);
        goal_ = changes_ ? State::replacing : State::idle;
        return next(State::returning, {.kind = Kind::erase, .key = new_key_});
    }
    goal_ = leaves ? State::leaving : State::replacing;
    return chase(std::move(id));
}

StoreCall StoredSession::chase(std::string id)
{
    if (++hops_ > most_hops)
        return too_many();
    id_.id = std::move(id);
    key_ = setup_->record_format().key(id_.id);
    if (goal_ != State::leaving) { // to another ID, which the client is sent
        new_id_ = id_.id;
        send_cookie(now_);
    }
    return next(State::chasing, {.kind = Kind::load, .key = key_});
}

StoreCall StoredSession::caught(StoredRecord record)
{
    if (auto next_one = successor(record))
        return chase(std::move(next_one->id));
    if (goal_ == State::idle)
        return is_tombstone(record.bytes) ? gone() : finished();
    state_ = goal_;
    return conflicted(std::move(record));
}

std::optional<Successor> StoredSession::successor(const StoredRecord& record) const
{
    return successor_in(setup_->rotated_ids(), id_.id, record.bytes);
}

std::optional<StoreKey> StoredSession::stands_at() const
{
    if (has_ended_ || was_erased_ || problem_ != Problem::none)
        return std::nullopt;
    if (has_moved_)
        return new_key_;
    return loaded_ ? std::optional(key_) : std::nullopt;
}

std::optional<StoreKey> StoredSession::left() const
{
    return loaded_ && (has_moved_ || was_erased_) ? std::optional(key_) : std::nullopt;
}

} // namespace costrel::inline v1::session
