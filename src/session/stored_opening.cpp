// How a session in a store is found by what its client sent, or is not, and what the request has of
// it then.
#include "session/ended.hpp"
#include "session/opening.hpp"
#include "session/sending.hpp"
#include "session/stored_session.hpp"

#include <utility>

namespace costrel::inline v1::session {

namespace {

using std::chrono::sys_seconds;
using Kind = StoreCall::Kind;

// So often an ID can be replaced within the grace of the first.
constexpr unsigned most_arrivals = 16;

} // namespace

StoreCall StoredSession::load(std::string_view cookie_field, sys_seconds now)
{
    is_loaded_ = true;
    now_ = now;
    if (!setup_->has_key())
        return {};
    setup_->follow_keys(now);
    id_ = setup_->record_format().read_id(CookieField(cookie_field), now);
    if (id_.origin != SessionOrigin::opened) {
        if (const SessionFormat* const format = setup_->format_before(now))
            before_ = format->open(CookieField(cookie_field), now);
        return {};
    }
    key_ = setup_->record_format().key(id_.id);
    if (setup_->late_endings().has(key_))
        return {};
    return next(State::loading, {.kind = Kind::load, .key = key_});
}

// What lies under the ID of the cookie.
StoreCall StoredSession::loaded(std::optional<StoredRecord> record)
{
    if (record) {
        if (auto next_one = successor(*record)) {
            // Hosts whose clocks differ agree on it a little later.
            if (now_ > next_one->grace_ends + setup_->times().skew()) {
                was_reused_ = true;
                setup_->tell_id_reused();
                return end(std::move(next_one->id), nullptr);
            }
            if (++arrivals_ > most_arrivals)
                return too_many();
            id_.id = std::move(next_one->id);
            id_.rewrite = true;
            key_ = setup_->record_format().key(id_.id);
            if (setup_->late_endings().has(key_))
                return finished();
            return next(State::arriving, {.kind = Kind::load, .key = key_});
        }
    }
    if (StaleRecords* const stale = setup_->stale(); stale && record)
        stale->keep(key_, *record, now_);
    loaded_ = std::move(record);
    return finished();
}

// The store does not give the session.
StoreCall StoredSession::out_of_reach()
{
    Outage outage = setup_->outage();
    if (outage == Outage::stale) {
        if (auto seen = setup_->stale()->find(key_, now_))
            loaded_ = std::move(seen);
        else
            outage = Outage::fail;
    }
    setup_->tally().add_outage(outage);
    if (outage == Outage::fail)
        return failed(Problem::unavailable);
    problem_ = Problem::none;
    is_shown_ = outage == Outage::stale;
    if (outage == Outage::anonymous)
        id_.origin = SessionOrigin::unavailable;
    return finished();
}

// Remembered logins are not kept to be shown.
void StoredSession::miss_remembered()
{
    const bool goes_on = setup_->outage() == Outage::anonymous;
    setup_->tally().add_outage(goes_on ? Outage::anonymous : Outage::fail);
    if (!goes_on)
        (void)failed(Problem::unavailable);
}

void StoredSession::open(sys_seconds now, detail::SessionContent& content)
{
    if (before_ && before_->origin == SessionOrigin::opened) {
        if (const SessionFormat* const format = setup_->format_before(now_)) {
            open_before(*setup_, *format, *std::move(before_), now, content);
            return;
        }
    }
    if (was_reused_)
        id_.origin = SessionOrigin::revoked;
    open_record(*setup_, id_, loaded_ ? &*loaded_ : nullptr, now, content);
    if (is_shown_)
        content.lock = detail::SessionLock::unavailable;
    was_permanent_ =
        cookie_life(*setup_, content.values.read(), now, content.created).outlives_browser();
}

bool StoredSession::names_user(sys_seconds now) const
{
    return loaded_ && is_login(*setup_, *loaded_, now);
}

} // namespace costrel::inline v1::session
