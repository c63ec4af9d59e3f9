#include "session/opening.hpp"

#include "encoding/spare_text.hpp"
#include "session/ended.hpp"
#include "session/remembering.hpp"
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

// Whether its times and the list of ended sessions let it live.
SessionOrigin judge(const Setup& setup, const SealedContent& found,
                    const std::optional<std::string>& user, sys_seconds now)
{
    const SessionOrigin origin = setup.times().judge(found, now);
    return origin == SessionOrigin::opened ? check_ended(setup, found, user, now) : origin;
}

// The steps in their order; the first that fails says the origin.
SessionOrigin open(const Setup& setup, SealedContent& found, sys_seconds now,
                   detail::SessionContent& content)
{
    if (found.origin != SessionOrigin::opened)
        return found.origin;
    if (const auto origin = judge(setup, found, {}, now); origin != SessionOrigin::opened)
        return origin;

    SessionOrigin bad{};
    std::optional<Dict> dict = read(setup, found, bad);
    if (!dict)
        return bad;
    const bool more = setup.format().complete(found, *dict);
    if (setup.revocations())
        content.user = user_of(*dict, setup.user_key());
    if (more || content.user) // there is something that was not known before
        if (const auto origin = judge(setup, found, content.user, now);
            origin != SessionOrigin::opened)
            return origin;
    content.values = detail::SharedDict(*std::move(dict));
    return SessionOrigin::opened;
}

} // namespace

void open_cookies(const Setup& setup, std::string_view cookie_field, sys_seconds now,
                  detail::SessionContent& content)
{
    // Here is the place of a cache of verified cookies: what it would keep is authentic and not
    // judged yet, so that a session which ends in the meantime ends for the cache, too. Its dict
    // would be shared (detail::SharedDict).
    setup.follow_keys();
    content.opened = now;
    Found found(setup.format().open(CookieField(cookie_field), now));
    content.origin = open(setup, found, now, content);
    if (content.origin == SessionOrigin::no_key)
        content.lock = detail::SessionLock::no_key;
    else if (content.origin == SessionOrigin::unverified)
        content.lock = detail::SessionLock::unavailable;
    if (content.origin == SessionOrigin::opened) {
        content.key_index = found.key_index.value_or(0);
        content.renewable = found.rewrite;
        content.created = found.created;
        content.active = found.active;
        content.handle = found.handle;
        if (found.active)
            content.expires = setup.times().end(*found.active, found.created);
    }
    if (setup.remember())
        open_remembered(setup, CookieField(cookie_field), now, content);
    setup.tell_opened(content.origin, content.key_index);
}

} // namespace costrel::session
