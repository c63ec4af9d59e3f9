#include "session/saving.hpp"

#include "formats/session_handle.hpp"
#include "formats/spare_cookies.hpp"
#include "session/ended.hpp"
#include "session/remembering.hpp"
#include "session/repeated_field.hpp"
#include "session/sending.hpp"
#include "session/session_cache.hpp"
#include "signing/random.hpp"

#include <costrel/session/errors.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace costrel::inline v1::session {

namespace {

using std::chrono::sys_seconds;

// When a session that is new began.
sys_seconds beginning(const Setup& setup, const detail::SessionContent& content, sys_seconds now)
{
    RevocationList* const list = setup.revocations();
    if (!list)
        return now;
    const auto user = user_of(content.values.read(), setup.user_key());
    return setup.times().beginning(list->earliest_birth(user.value_or(""), now), now);
}

// Whether it is another session than the one that was opened: login_user() began it, or the
// application, which put another user into it, or none, after it had emptied it.
bool begins_anew(const Setup& setup, const detail::SessionContent& content)
{
    return content.logged_in || (content.cleared && content.modified && setup.revocations() &&
                                 user_of(content.values.read(), setup.user_key()) != content.user);
}

// Ends all that the user of the session has, this one too: it begins anew after that.
void end_others(const Setup& setup, const detail::SessionContent& content, sys_seconds now)
{
    if (!setup.revocations())
        throw std::logic_error("costrel: logout_others() needs session_revocations: without a list "
                               "of ended sessions their cookies stay good");
    if (const auto user = user_of(content.values.read(), setup.user_key()))
        end_user(setup, *setup.revocations(), *user, now);
}

// Whether the list says that another request has ended the session, as it would be sent.
bool has_ended(const Setup& setup, const detail::SessionContent& content, sys_seconds created,
               sys_seconds now)
{
    if (!setup.revocations() || content.origin != SessionOrigin::opened)
        return false;
    SealedContent facts;
    facts.created = created;
    facts.handle = content.handle;
    return check_ended(setup, setup.revocations(), facts,
                       user_of(content.values.read(), setup.user_key()),
                       now) == SessionOrigin::revoked;
}

// With what was made last of the same values, where this thread has it, and kept for the next time.
Result<std::vector<OutCookie>, CannotCarry>
save_known(const Setup& setup, const detail::SessionContent& content, const SessionToSave& session)
{
    const SessionFormat& format = setup.format();
    const ReadSession* const before = read_session_of(setup, content, session.now);
    auto cookies = before && !before->saved.empty() ? format.save_again(session, before->saved)
                                                    : format.save(session);
    if (cookies && cookies->size() == 1)
        // Looked up again, because a format may have opened others meanwhile.
        if (ReadSession* const after = read_session_of(setup, content, session.now))
            SessionCache::of_this_thread().keep_saved(*after, cookies->front().value,
                                                      setup.cache_bytes());
    return cookies;
}

// Under which handle goes on what a format writes that seals nothing: by the session's own entries
// (zero), or the one that it was opened with. Where a list can end it, a session of a user must not
// lack one, nor bring back one that has ended, as entries do that were put in again after a
// clear().
Handle handle_without_seal(const Setup& setup, const detail::SessionContent& content, bool is_left)
{
    if (content.handle && !is_left)
        return *content.handle;
    Handle handle{};
    if (!setup.revocations())
        return handle;
    const Dict& values = content.values.read();
    const auto named = formats::handle_of_values(values);
    if (named ? named == content.handle : user_of(values, setup.user_key()).has_value())
        signing::fill_random(std::as_writable_bytes(std::span(handle)));
    return handle;
}

Result<std::vector<OutCookie>, CannotCarry> write(const Setup& setup,
                                                  const detail::SessionContent& content,
                                                  sys_seconds created, sys_seconds opened,
                                                  sys_seconds now)
{
    constexpr std::size_t most = 64;
    std::array<std::byte, most + sizeof(Handle)> random;
    const std::size_t count = std::min(setup.format().random_bytes(), most);
    Handle handle = content.handle.value_or(Handle{});
    const bool left_handle = content.regenerated || content.cleared; // which ends with this request
    if (count > 0) {
        // At once: a call of the generator costs more than what it gives.
        const bool makes_handle = !content.handle || left_handle;
        signing::fill_random(std::span(random).first(count + (makes_handle ? handle.size() : 0)));
        if (makes_handle)
            std::copy_n(random.begin() + static_cast<std::ptrdiff_t>(count), handle.size(),
                        handle.begin());
    } else {
        handle = handle_without_seal(setup, content, left_handle);
    }
    const SessionToSave session{.values = content.values.read(),
                                .now = now,
                                .created = created,
                                .handle = handle,
                                .random = std::span(random).first(count),
                                .opened = opened,
                                .ends = setup.times().absolute_end(created)};
    return count == 0 ? save_known(setup, content, session) : setup.format().save(session);
}

[[noreturn]] void throw_cannot_carry(const CannotCarry& problem)
{
    throw SessionFormatError("costrel: the session cannot be saved: " + text_of(problem));
}

} // namespace

std::string text_of(const CannotCarry& problem)
{
    return problem.what + (problem.path.empty() ? "" : " (" + problem.path + ")");
}

void remove_cookies(const Setup& setup, const std::vector<std::string>& names, SavedSession& saved)
{
    for (const std::string& name : names) {
        std::string field = setup.cookies().remove(name);
        if (saved.warning.empty())
            saved.warning = setup.size_warning(name, field);
        saved.set_cookies.push_back(std::move(field));
    }
    saved.vary_cookie = true;
    setup.tally().add_deleted();
}

void set_cookies(const Setup& setup, const std::vector<OutCookie>& cookies, sys_seconds now,
                 const CookieLife& life, SavedSession& saved)
{
    for (const OutCookie& cookie : cookies) {
        std::string field = cookie.value.empty() ? setup.cookies().remove(cookie.name)
                                                 : setup.cookies().set(cookie, now, life);
        std::string warning = setup.size_warning(cookie.name, field);
        if (cookie.name.size() + cookie.value.size() > longest_cookie)
            setup.tell_too_large(cookie.name, field, warning);
        if (saved.warning.empty())
            saved.warning = std::move(warning);
        saved.set_cookies.push_back(std::move(field));
    }
    saved.vary_cookie = true;
}

SavedSession save_cookies(const Setup& setup, const detail::SessionContent& content,
                          sys_seconds opened, std::optional<sys_seconds> time)
{
    SavedSession saved;
    if (!setup.has_key())
        return saved;
    saved.vary_cookie = content.accessed;
    const Sending reason = reason_to_send(setup, content, opened);
    const bool leaves = content.modified && (content.cleared || content.regenerated);
    const bool remembered = content.remembered != detail::Remembered::none;
    if (reason == Sending::nothing && !leaves && !remembered)
        return saved;
    const sys_seconds now = time ? *time : setup.now();
    // As it was opened, and before it ends itself: a request that is under way when its session
    // ends must not go on under another handle.
    const bool sends = reason != Sending::nothing && reason != Sending::emptied;
    const bool anew = begins_anew(setup, content);
    const bool ended =
        sends && (anew ? remembered && has_remembered_ended(setup, content, now)
                       : content.created && has_ended(setup, content, *content.created, now));
    const auto leave = [&] {
        if (leaves && content.origin == SessionOrigin::opened)
            end_session(setup, setup.revocations(), content, now);
        if (remembered)
            forget_remembered(setup, content, saved);
    };
    // A logout holds whatever becomes of the response; otherwise a session ends when the one that
    // follows it was saved.
    const bool is_followed =
        leaves && setup.revocations() && user_of(content.values.read(), setup.user_key());
    if (!is_followed)
        leave();
    if (reason == Sending::nothing)
        return saved;
    if (reason == Sending::emptied) {
        remove_cookies(setup, setup.format().cookie_names(), saved);
        return saved;
    }
    if (ended) {
        if (is_followed)
            leave();
        saved.ended_meanwhile = true;
        remove_cookies(setup, setup.format().cookie_names(), saved);
        return saved;
    }
    if (content.ends_others)
        end_others(setup, content, now);
    const bool begins = !content.created || anew || content.ends_others;
    const sys_seconds created = begins ? beginning(setup, content, now) : *content.created;
    if (!setup.can_save(now)) {
        // A renewal waits for a key; a change cannot.
        setup.tell_no_key_saves();
        if (reason == Sending::changed)
            throw NullSessionError();
        return saved;
    }
    const FieldOrigin origin{now, created, opened, setup.cookies().number()};
    const bool repeats = repeats_its_field(setup, content);
    if (repeats && put_field_again(setup, content, origin, saved)) {
        setup.tally().add_saved();
        return saved;
    }
    auto cookies = write(setup, content, created, opened, now);
    if (!cookies) {
        // Not all that can be read can be written: a time point that its offset moved out of the
        // calendar cannot. A handler that changed nothing is not to blame; the client keeps its
        // cookie as it is.
        if (reason == Sending::changed)
            throw_cannot_carry(cookies.error());
        return saved;
    }
    set_cookies(setup, *cookies, now, cookie_life(setup, content.values.read(), now, created),
                saved);
    formats::keep_spare_cookies(*std::move(cookies));
    if (repeats)
        keep_field_to_repeat(setup, content, origin, saved);
    if (is_followed)
        leave();
    if (content.remembers || remembered)
        save_remembered(setup, content, created, now, saved);
    setup.tally().add_saved();
    return saved;
}

} // namespace costrel::inline v1::session
