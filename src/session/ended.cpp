#include "session/ended.hpp"

#include <stdexcept>

namespace costrel::inline v1::session {

using std::chrono::sys_seconds;

std::optional<std::string> user_of(const Dict& values, std::string_view user_key)
{
    const Value* const entry = user_key.empty() ? nullptr : values.find(user_key);
    if (!entry)
        return std::nullopt;
    if (const auto* text = entry->as<std::string>(); text && !text->empty())
        return *text;
    if (const auto* number = entry->as<std::int64_t>())
        return std::to_string(*number);
    if (const auto* large = entry->as<BigInteger>())
        return large->digits;
    return std::nullopt;
}

SessionOrigin check_ended(const Setup& setup, const RevocationList* list,
                          const SealedContent& found, const std::optional<std::string>& user,
                          sys_seconds now)
{
    const auto created = found.created ? found.created : found.active;
    if (!created)
        return SessionOrigin::opened;
    if (list) {
        const auto verdict =
            list->check({.handle = found.handle, .user = user, .created = *created}, now);
        if (verdict == RevocationList::Verdict::ended)
            return SessionOrigin::revoked;
        if (verdict == RevocationList::Verdict::unknown)
            return SessionOrigin::unverified;
    }
    return *created < setup.sessions_not_before() ? SessionOrigin::revoked : SessionOrigin::opened;
}

void end_session(const Setup& setup, RevocationList& list, const SessionFacts& session,
                 sys_seconds now)
{
    const auto until = setup.times().keep_ended_until(session.created, now, list.max_staleness());
    try {
        list.end_session(session, sys_seconds{}, until);
    } catch (const std::runtime_error& error) {
        setup.tell_lost_ending(error.what()); // it holds in this process
    }
}

void end_session(const Setup& setup, RevocationList* list, const detail::SessionContent& content,
                 sys_seconds now)
{
    const auto created = content.created ? content.created : content.active;
    if (list && created && content.handle && content.user)
        end_session(
            setup, *list,
            SessionFacts{.handle = content.handle, .user = content.user, .created = *created}, now);
}

void end_user(const Setup& setup, RevocationList& list, std::string_view user, sys_seconds now)
{
    try {
        // A session may have begun on a host whose clock is ahead.
        list.end_user(user, now + setup.times().skew());
    } catch (const std::runtime_error& error) {
        setup.tell_lost_ending(error.what());
    }
}

void end_all(const Setup& setup, RevocationList& list, sys_seconds now)
{
    try {
        list.end_all(now + setup.times().skew());
    } catch (const std::runtime_error& error) {
        setup.tell_lost_ending(error.what());
    }
}

} // namespace costrel::inline v1::session
