#include "session/opening.hpp"

#include "encoding/spare_text.hpp"
#include "session/ended.hpp"
#include "session/remembering.hpp"
#include "session/session_cache.hpp"
#include "signing/zlib.hpp"

#include <costrel/session/format.hpp>

#include <optional>
#include <utility>

namespace costrel::session {

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
std::optional<Dict> read(const Setup& setup, const SealedContent& found, SessionOrigin& bad)
{
    bad = SessionOrigin::unreadable;
    if (!found.compressed)
        return setup.format().read(found.content);
    encoding::SpareText inflated;
    const auto status = signing::inflate_zlib(found.content, setup.inflate_limit(), *inflated);
    if (status == signing::InflateStatus::too_large)
        bad = SessionOrigin::too_large;
    if (status != signing::InflateStatus::ok)
        return std::nullopt;
    return setup.format().read(*inflated);
}

// Gives what is authentic and was read to the request, if its times and the list of ended sessions
// let it live.
SessionOrigin admit(const Setup& setup, const SealedContent& found, detail::SharedDict values,
                    sys_seconds now, detail::SessionContent& content)
{
    if (const auto origin = setup.times().judge(found, now); origin != SessionOrigin::opened)
        return origin;
    if (setup.revocations())
        content.user = user_of(values.read(), setup.user_key());
    if (const auto origin = check_ended(setup, found, content.user, now);
        origin != SessionOrigin::opened)
        return origin;
    content.values = std::move(values);
    content.key_index = found.key_index.value_or(0);
    content.renewable = found.rewrite;
    content.created = found.created;
    content.active = found.active;
    content.handle = found.handle;
    if (found.active)
        content.expires = setup.times().end(*found.active, found.created);
    return SessionOrigin::opened;
}

// The steps in their order; the first that fails says the origin. Nothing that is over is read.
SessionOrigin open(const Setup& setup, SealedContent& found, sys_seconds now,
                   std::optional<Dict>& values)
{
    if (found.origin != SessionOrigin::opened)
        return found.origin;
    if (const auto origin = setup.times().judge(found, now); origin != SessionOrigin::opened)
        return origin;
    if (const auto origin = check_ended(setup, found, {}, now); origin != SessionOrigin::opened)
        return origin;
    SessionOrigin bad{};
    values = read(setup, found, bad);
    if (!values)
        return bad;
    setup.format().complete(found, *values);
    return SessionOrigin::opened;
}

// As `number`, if it may be kept.
SessionOrigin open_and_keep(const Setup& setup, std::string_view cookie_field, std::uint64_t number,
                            sys_seconds now, detail::SessionContent& content)
{
    Found found(setup.format().open(CookieField(cookie_field), now));
    std::optional<Dict> dict;
    if (const auto origin = open(setup, found, now, dict); origin != SessionOrigin::opened)
        return origin;
    detail::SharedDict values(*std::move(dict));
    if (number != 0)
        SessionCache::of_this_thread().add(number, cookie_field, found, values,
                                           setup.cache_bytes());
    return admit(setup, found, std::move(values), now, content);
}

} // namespace

void open_cookies(const Setup& setup, std::string_view cookie_field, sys_seconds now,
                  detail::SessionContent& content)
{
    setup.follow_keys();
    content.opened = now;
    const std::uint64_t number = setup.cache_bytes() > 0 ? setup.format().cache_number() : 0;
    ReadSession* const known =
        number != 0 ? SessionCache::of_this_thread().find(number, cookie_field) : nullptr;
    content.origin = known ? admit(setup, known->found, known->values.share(), now, content)
                           : open_and_keep(setup, cookie_field, number, now, content);
    if (content.origin == SessionOrigin::no_key)
        content.lock = detail::SessionLock::no_key;
    else if (content.origin == SessionOrigin::unverified)
        content.lock = detail::SessionLock::unavailable;
    if (setup.remember())
        open_remembered(setup, CookieField(cookie_field), now, content);
    setup.tell_opened(content.origin, content.key_index);
}

} // namespace costrel::session
