#include "session/opening.hpp"

#include "encoding/spare_text.hpp"
#include "session/ended.hpp"
#include "session/remembering.hpp"
#include "session/session_cache.hpp"
#include "signing/zlib.hpp"

#include <costrel/session/format.hpp>
#include <costrel/session/record_format.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace costrel::inline v1::session {

namespace {

using std::chrono::sys_seconds;

// What a format found, and the memory of its text for the next request.
struct Found : SealedContent {
    explicit Found(SealedContent&& found) noexcept : SealedContent(std::move(found)) {}
    ~Found() { encoding::keep_spare_text(std::move(content)); }
    Found(const Found&) = delete;
    Found& operator=(const Found&) = delete;
};

// The content as the format reads it; `bad` says why there is none.
template <class Format>
std::optional<Dict> read(const Setup& setup, const Format& format, const SealedContent& found,
                         SessionOrigin& bad)
{
    bad = SessionOrigin::unreadable;
    if (!found.compressed)
        return format.read(found.content);
    encoding::SpareText inflated;
    const auto status = signing::inflate_zlib(found.content, setup.inflate_limit(), *inflated);
    if (status == signing::InflateStatus::too_large)
        bad = SessionOrigin::too_large;
    if (status != signing::InflateStatus::ok)
        return std::nullopt;
    return format.read(*inflated);
}

// Gives what is authentic and was read to the request, if its times and the list of ended sessions
// let it live.
SessionOrigin admit(const Setup& setup, const RevocationList* list, const SealedContent& found,
                    detail::SharedDict values, sys_seconds now, detail::SessionContent& content)
{
    if (const auto origin = setup.times().judge(found, now); origin != SessionOrigin::opened)
        return origin;
    if (setup.knows_users())
        content.user = user_of(values.read(), setup.user_key());
    if (const auto origin = check_ended(setup, list, found, content.user, now);
        origin != SessionOrigin::opened)
        return origin;
    content.values = std::move(values);
    content.key_index = found.key_index.value_or(0);
    content.renewable = found.rewrite;
    content.created = found.created;
    content.active = found.active;
    content.handle = found.handle;
    if (found.active)
        content.expires = std::min(setup.times().end(*found.active, found.created),
                                   found.ends.value_or(sys_seconds::max()));
    return SessionOrigin::opened;
}

void complete(const SessionFormat& format, SealedContent& found, const Dict& values)
{
    format.complete(found, values);
}
void complete(const RecordFormat&, SealedContent&, const Dict&) {}

// The steps in their order; the first that fails says the origin. Nothing that is over is read.
template <class Format>
SessionOrigin open(const Setup& setup, const Format& format, const RevocationList* list,
                   SealedContent& found, sys_seconds now, std::optional<Dict>& values)
{
    if (found.origin != SessionOrigin::opened)
        return found.origin;
    if (const auto origin = setup.times().judge(found, now); origin != SessionOrigin::opened)
        return origin;
    if (const auto origin = check_ended(setup, list, found, {}, now);
        origin != SessionOrigin::opened)
        return origin;
    SessionOrigin bad{};
    values = read(setup, format, found, bad);
    if (!values)
        return bad;
    complete(format, found, *values);
    return SessionOrigin::opened;
}

// Opens, and keeps what was read for the next request with the same field. `number` is that of the
// format; 0: it may not be kept.
SessionOrigin open_and_keep(const Setup& setup, std::string_view cookie_field, std::uint64_t number,
                            sys_seconds now, detail::SessionContent& content)
{
    const SessionFormat& format = setup.format();
    Found found(format.open(CookieField(cookie_field), now));
    std::optional<Dict> dict;
    if (const auto origin = open(setup, format, setup.revocations(), found, now, dict);
        origin != SessionOrigin::opened)
        return origin;
    detail::SharedDict values(*std::move(dict));
    if (number != 0 && found.may_be_kept)
        SessionCache::of_this_thread().add(number, cookie_field, found, values,
                                           setup.cache_bytes());
    return admit(setup, setup.revocations(), found, std::move(values), now, content);
}

// What this thread has read of the field before, judged as of now; or what is read of it now.
SessionOrigin open_field(const Setup& setup, std::string_view cookie_field, sys_seconds now,
                         detail::SessionContent& content)
{
    const std::uint64_t number = setup.cache_bytes() > 0 ? setup.format().cache_number(now) : 0;
    ReadSession* const known =
        number != 0 ? SessionCache::of_this_thread().find(number, cookie_field) : nullptr;
    if (!known)
        return open_and_keep(setup, cookie_field, number, now, content);
    content.cache_place = known->place;
    const bool may_end = known->found.ends || known->found.begins;
    const auto origin =
        admit(setup, setup.revocations(), known->found, known->values.share(), now, content);
    if (origin == SessionOrigin::opened || !may_end)
        return origin;
    // A format passes over a cookie whose own time is over: the field may have another one.
    content.cache_place = 0;
    return open_and_keep(setup, cookie_field, number, now, content);
}

void lock(detail::SessionContent& content) noexcept
{
    if (content.origin == SessionOrigin::no_key)
        content.lock = detail::SessionLock::no_key;
    else if (content.origin == SessionOrigin::unverified ||
             content.origin == SessionOrigin::unavailable)
        content.lock = detail::SessionLock::unavailable;
}

// What an ID, or a cookie from before there was a store, led to.
template <class Format>
void open_found(const Setup& setup, const Format& format, const RevocationList* list,
                SealedContent& found, sys_seconds now, detail::SessionContent& content)
{
    content.opened = now;
    content.foreign = setup.foreign();
    content.user_key = setup.user_key();
    std::optional<Dict> dict;
    content.origin = open(setup, format, list, found, now, dict);
    if (dict && content.origin == SessionOrigin::opened)
        content.origin =
            admit(setup, list, found, detail::SharedDict(*std::move(dict)), now, content);
    lock(content);
    setup.tell_opened(content.origin, content.key_index);
}

} // namespace

void open_cookies(const Setup& setup, std::string_view cookie_field, sys_seconds now,
                  detail::SessionContent& content)
{
    setup.follow_keys(now);
    setup.follow_revocations(now);
    content.opened = now;
    content.foreign = setup.foreign();
    content.user_key = setup.user_key();
    content.origin = open_field(setup, cookie_field, now, content);
    lock(content);
    if (setup.remember())
        open_remembered(setup, CookieField(cookie_field), now, content);
    setup.tell_opened(content.origin, content.key_index);
}

void open_record(const Setup& setup, const CookieId& id, const StoredRecord* record,
                 sys_seconds now, detail::SessionContent& content)
{
    const RecordFormat& format = setup.record_format();
    SealedContent found;
    if (!setup.has_key()) {
        found.origin = SessionOrigin::no_key;
    } else if (id.origin != SessionOrigin::opened) {
        found.origin = id.origin;
    } else if (!record) {
        found.origin = SessionOrigin::unknown_id;
    } else {
        found = format.open(record->bytes, now);
        // Another framework's row ends when the row says so, whatever its text says.
        if (record->expires < now && (!found.active || format.key(id.id).whole))
            found.origin = SessionOrigin::unknown_id;
        else if (!found.active) // only the store knows: it ends so long after its last use, or
                                // the other site gives its sessions more time
            found.active = std::min(
                now,
                setup.times().last_use(std::chrono::floor<std::chrono::seconds>(record->expires)));
        found.key_index = id.key_index;
    }
    open_found(setup, format, nullptr, found, now, content);
}

void open_before(const Setup& setup, const SessionFormat& format, SealedContent found,
                 sys_seconds now, detail::SessionContent& content)
{
    setup.follow_revocations(now);
    open_found(setup, format, setup.revocations_before(now), found, now, content);
}

bool is_login(const Setup& setup, const StoredRecord& record, sys_seconds now)
{
    SealedContent found = setup.record_format().open(record.bytes, now);
    std::optional<Dict> values;
    return open(setup, setup.record_format(), nullptr, found, now, values) ==
               SessionOrigin::opened &&
           user_of(*values, login_entry);
}

std::optional<Dict> read_record(const Setup& setup, std::string_view record, sys_seconds now)
{
    const SealedContent found = setup.record_format().open(record, now);
    SessionOrigin bad{};
    if (found.origin != SessionOrigin::opened)
        return std::nullopt;
    return read(setup, setup.record_format(), found, bad);
}

} // namespace costrel::inline v1::session
