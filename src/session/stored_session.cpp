#include "session/stored_session.hpp"

#include "formats/record_header.hpp"
#include "pimpl.hpp"
#include "session/ended.hpp"
#include "session/opening.hpp"
#include "session/saving.hpp"
#include "signing/digest_method.hpp"
#include "signing/random.hpp"

#include <costrel/session/errors.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace costrel::session {

namespace {

using std::chrono::sys_seconds;
using Kind = StoreCall::Kind;

// After so many conflicts in a row the record is read anew; at the second number the store is too
// busy with this session.
constexpr unsigned conflicts_before_reload = 8;
constexpr unsigned most_conflicts = 16;
// So often a call is repeated of which nobody knows whether it was done, if the time allows it.
constexpr unsigned most_repeats = 16;

// A mark of permanence alone makes no session, as in Flask-Session.
bool is_empty(const Dict& values)
{
    return values.empty() || (values.size() == 1 && values.begin()->key == "_permanent");
}

bool is_permanent(const Dict& values)
{
    const Value* const mark = values.find("_permanent");
    return mark && mark->truth();
}

// The version of a record of ours stands in it; that of another framework's is what its bytes make.
std::uint64_t version_of(std::string_view record)
{
    std::string_view data;
    if (const auto header = formats::RecordHeader::read(record, data))
        return header->version;
    std::array<unsigned char, signing::max_digest_size> hash;
    signing::compute_digest("sha256", std::array{record}, hash);
    std::uint64_t version{};
    std::memcpy(&version, hash.data(), sizeof(version));
    return version;
}

} // namespace

void StoredSession::random_bytes(std::span<std::byte> bytes)
{
    signing::fill_random({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
}

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
    return finished();
}

StoreCall StoredSession::gone() noexcept
{
    has_ended_ = true;
    cookie_ = Cookie::leave;
    return finished();
}

StoreCall StoredSession::load(std::string_view cookie_field)
{
    is_loaded_ = true;
    if (!setup_->has_key())
        return {};
    id_ = setup_->record_format().read_id(CookieField(cookie_field));
    if (id_.origin != SessionOrigin::opened)
        return {};
    key_ = setup_->record_format().key(id_.id);
    return next(State::loading, {.kind = Kind::load, .key = key_});
}

void StoredSession::open(sys_seconds now, detail::SessionContent& content)
{
    open_record(*setup_, id_.origin, loaded_ ? &*loaded_ : nullptr, now, content);
    was_permanent_ = is_permanent(content.values.read());
}

StoreCall StoredSession::told(StoreAnswer answer)
{
    if (problem_ != Problem::none)
        return failed(problem_);
    if (const auto* error = std::get_if<StoreError>(&answer))
        return after_error(*error);
    auto* const record = std::get_if<std::optional<StoredRecord>>(&answer);
    auto* const did = std::get_if<bool>(&answer);
    switch (state_) {
    case State::loading:
        loaded_ = std::move(*record);
        return finished();
    case State::inserting:
        if (*did)
            return finished();
        return next(State::looking, {.kind = Kind::load, .key = new_key_});
    case State::looking:
        if (*record && (*record)->version == written_) // inserted, though nobody heard of it
            return finished();
        return insert_new();
    case State::replacing:
        return replaced(std::get<Replaced>(std::move(answer)));
    case State::reloading:
        return *record ? conflicted(**std::move(record)) : gone();
    case State::touching:
        return *did ? finished() : gone();
    case State::erasing:
        return finished();
    case State::moving:
        if (!*did)
            return insert_new();
        return leave(*loaded_);
    case State::leaving: {
        Replaced left = std::get<Replaced>(std::move(answer));
        if (left.outcome == Replaced::Outcome::gone) // a logout wins
            return next(State::undoing, {.kind = Kind::erase, .key = new_key_});
        if (left.outcome == Replaced::Outcome::conflict)
            return conflicted(std::move(left.current));
        return next(State::forgetting, {.kind = Kind::erase, .key = key_});
    }
    case State::following:
        if (std::get<Replaced>(answer).outcome != Replaced::Outcome::done)
            return gone();
        return leave(*loaded_);
    case State::forgetting:
        return finished();
    case State::undoing:
        return gone();
    case State::idle:
        break;
    }
    return finished();
}

StoreCall StoredSession::after_error(const StoreError& error)
{
    if (state_ == State::touching) // the session is good, only shorter
        return finished();
    if (state_ == State::loading || !error.is_ambiguous() || ++repeats_ > most_repeats)
        return failed(Problem::unavailable);
    return tried_; // each call finds out by itself whether it was done before
}

StoreCall StoredSession::commit(const detail::SessionContent& content, sys_seconds now)
{
    is_committed_ = true;
    content_ = &content;
    now_ = now;
    const bool opened = content.origin == SessionOrigin::opened;
    if (content.lock != detail::SessionLock::none || content.opener)
        return {};
    if (!content.modified)
        return opened && content.accessed ? touch() : finished();
    const Dict& values = content.values.read();
    if (is_empty(values)) {
        if (id_.origin != SessionOrigin::none)
            cookie_ = Cookie::remove;
        return opened ? next(State::erasing, {.kind = Kind::erase, .key = key_}) : finished();
    }
    const bool logs_in = opened && user_of(values, setup_->user_key()) != content.user;
    created_ = content.created && !logs_in ? *content.created : now;
    if (opened && !content.regenerated && !logs_in) {
        handle_ = content.handle.value_or(Handle{});
        if (id_.rewrite || was_permanent_ || is_permanent(values))
            cookie_ = Cookie::send;
        new_id_ = id_.id;
        return replace(*loaded_);
    }
    random_(handle_);
    cookie_ = Cookie::send;
    state_ = opened ? State::moving : State::inserting;
    return insert_new();
}

void StoredSession::make_id()
{
    std::array<std::byte, 64> random;
    const auto bytes =
        std::span(random).first(std::min(setup_->record_format().random_bytes(), random.size()));
    random_(bytes);
    new_id_ = setup_->record_format().new_id(bytes);
    new_key_ = setup_->record_format().key(new_id_);
}

bool StoredSession::write(const StoredRecord* before, StoredRecord& record)
{
    SessionToSave session{.values = merged_ ? *merged_ : content_->values.read(),
                          .now = now_,
                          .created = created_,
                          .handle = handle_,
                          .random = {},
                          .opened = now_,
                          .ends = setup_->times().absolute_end(created_)};
    std::array<std::byte, 64> random;
    const auto bytes =
        std::span(random).first(std::min(setup_->record_format().random_bytes(), random.size()));
    random_(bytes);
    session.random = bytes;
    std::array<std::byte, sizeof(session.version.number)> number;
    random_(number);
    std::memcpy(&session.version.number, number.data(), number.size());
    if (before) {
        std::string_view data;
        if (const auto header = formats::RecordHeader::read(before->bytes, data)) {
            session.version.recent[0] = static_cast<std::uint32_t>(header->version);
            std::copy(header->recent.begin(), header->recent.end() - 1,
                      session.version.recent.begin() + 1);
        }
    }
    auto written = setup_->record_format().write(session);
    if (!written) {
        const CannotCarry& problem = written.error();
        cannot_carry_ = problem.what + (problem.path.empty() ? "" : " (" + problem.path + ")");
        return false;
    }
    record.bytes = *std::move(written);
    record.version = version_of(record.bytes);
    record.expires = setup_->times().end(now_, created_);
    written_ = record.version;
    return true;
}

// Of State::inserting, or of State::moving when the session leaves another ID.
StoreCall StoredSession::insert_new()
{
    if (++conflicts_ >= most_conflicts)
        return failed(Problem::unavailable);
    const State state = state_ == State::moving ? State::moving : State::inserting;
    make_id();
    StoredRecord record;
    if (!write(nullptr, record))
        return failed(Problem::cannot_carry);
    moved_ = record.version;
    return next(state, {.kind = Kind::insert, .key = new_key_, .record = std::move(record)});
}

StoreCall StoredSession::replace(StoredRecord current)
{
    StoredRecord record;
    if (!write(&current, record))
        return failed(Problem::cannot_carry);
    return next(State::replacing, {.kind = Kind::replace,
                                   .key = key_,
                                   .record = std::move(record),
                                   .expected = current.version});
}

StoreCall StoredSession::replaced(Replaced answer)
{
    switch (answer.outcome) {
    case Replaced::Outcome::gone:
        return gone();
    case Replaced::Outcome::conflict:
        return conflicted(std::move(answer.current));
    case Replaced::Outcome::done:
        break;
    }
    return finished();
}

// Another request was faster: what it stored is merged with what this one has.
StoreCall StoredSession::conflicted(StoredRecord current)
{
    if (state_ == State::replacing && holds_what_was_tried(current))
        return finished();
    if (state_ != State::reloading && ++conflicts_ >= most_conflicts)
        return failed(Problem::unavailable);
    if (state_ == State::replacing && conflicts_ % conflicts_before_reload == 0)
        return next(State::reloading, {.kind = Kind::load, .key = key_});
    if (!merge_with(current))
        return failed(Problem::conflict);
    if (state_ != State::leaving)
        return replace(std::move(current));
    StoredRecord record;
    if (!write(nullptr, record))
        return failed(Problem::cannot_carry);
    const std::uint64_t expected = std::exchange(moved_, record.version);
    loaded_->version = current.version; // which is to be left now
    return next(State::following, {.kind = Kind::replace,
                                   .key = new_key_,
                                   .record = std::move(record),
                                   .expected = expected});
}

// The record under the old ID becomes one that expired, so that nobody can replace it any more.
StoreCall StoredSession::leave(const StoredRecord& current)
{
    StoredRecord record = current;
    record.version = 0;
    record.expires = now_;
    std::string_view data;
    if (auto header = formats::RecordHeader::read(record.bytes, data)) {
        header->kind = formats::RecordHeader::moved;
        header->version = written_;
        record.version = written_;
        record.bytes.clear();
        header->append_to(record.bytes);
    }
    return next(State::leaving, {.kind = Kind::replace,
                                 .key = key_,
                                 .record = std::move(record),
                                 .expected = current.version});
}

StoreCall StoredSession::touch()
{
    const bool refreshed = is_permanent(content_->values.read());
    if (id_.rewrite)
        cookie_ = Cookie::send;
    new_id_ = id_.id;
    if (!content_->active || !setup_->times().is_touch_due(*content_->active, now_))
        return finished();
    if (refreshed)
        cookie_ = Cookie::send;
    return next(State::touching,
                {.kind = Kind::touch,
                 .key = key_,
                 .record = {.expires = setup_->times().end(now_, content_->created)},
                 .renewed = now_});
}

bool StoredSession::holds_what_was_tried(const StoredRecord& current) const
{
    if (current.version == written_)
        return true;
    std::string_view data;
    const auto header = formats::RecordHeader::read(current.bytes, data);
    return header && std::find(header->recent.begin(), header->recent.end(),
                               static_cast<std::uint32_t>(written_)) != header->recent.end();
}

// False when a rule of an entry says that the request fails.
bool StoredSession::merge_with(const StoredRecord& theirs)
{
    const auto base = read_record(*setup_, loaded_->bytes, now_);
    const auto stored = read_record(*setup_, theirs.bytes, now_);
    if (!base || !stored) // nothing to merge with: this request's stay
        return true;
    Merged merged =
        merge(*base, content_->values.read(), *stored,
              setup_->merge_rules().with_counters(content_->counters), content_->cleared);
    merged_ = std::move(merged.values);
    if (merged.conflict)
        cannot_carry_ = *merged.conflict;
    return !merged.conflict;
}

void StoredSession::throw_problem() const
{
    switch (problem_) {
    case Problem::none:
        return;
    case Problem::unavailable:
        throw StoreUnavailableError("costrel: the store of sessions did not answer in time");
    case Problem::conflict:
        throw SessionConflictError("costrel: another request changed \"" + cannot_carry_ +
                                   "\" of the session, and session_merge says that one fails");
    case Problem::cannot_carry:
        throw SessionFormatError("costrel: the session cannot be saved: " + cannot_carry_);
    }
}

SavedSession StoredSession::saved(const detail::SessionContent& content, sys_seconds now) const
{
    SavedSession saved;
    if (!setup_->has_key())
        return saved;
    if (written_ != 0 && !has_ended_ && problem_ == Problem::none)
        setup_->tally().add_saved();
    saved.vary_cookie = content.accessed || cookie_ != Cookie::leave;
    saved.ended_meanwhile = has_ended_;
    if (cookie_ == Cookie::remove)
        remove_cookies(*setup_, setup_->record_format().cookie_names(), saved);
    if (cookie_ != Cookie::send)
        return saved;
    std::array<std::byte, 64> random;
    const auto bytes =
        std::span(random).first(std::min(setup_->record_format().random_bytes(), random.size()));
    random_(bytes);
    const bool permanent = is_permanent(merged_ ? *merged_ : content.values.read());
    set_cookies(*setup_, setup_->record_format().write_id(new_id_, bytes), now,
                permanent ? std::optional(setup_->times().cookie_expiry(
                                now, content.created.value_or(created_)))
                          : std::nullopt,
                saved);
    return saved;
}

detail::Pimpl<StoredSession> make_stored_session(const Setup& setup)
{
    return detail::Pimpl<StoredSession>(std::in_place, setup);
}

} // namespace costrel::session

template class costrel::detail::Pimpl<costrel::session::StoredSession>;
