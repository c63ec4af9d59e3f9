#include "encoding/base64.hpp"
#include "pimpl.hpp"
#include "session/ended.hpp"
#include "session/opening.hpp"
#include "session/saving.hpp"
#include "session/setup.hpp"
#include "session/user_sessions.hpp"

#include <costrel/session/interface.hpp>

#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace costrel::inline v1 {

SessionInterface::SessionInterface(const SessionConfig& config, Clock clock)
    : setup_(std::in_place, config, std::move(clock))
{
}

SessionInterface::SessionInterface(SessionInterface&&) noexcept = default;
SessionInterface& SessionInterface::operator=(SessionInterface&&) noexcept = default;
SessionInterface::~SessionInterface() = default;

namespace {

RevocationList& list_of(const session::Setup& setup)
{
    if (!setup.revocations())
        throw std::logic_error("costrel: ending sessions needs session_revocations: without a list "
                               "of ended sessions their cookies stay good; or a session_store "
                               "that lists the sessions of a user");
    return *setup.revocations();
}

void require_cookies(const session::Setup& setup, const char* function)
{
    if (setup.store())
        throw std::logic_error(std::string("costrel: SessionInterface::") + function +
                               "() knows sessions in cookies only, and these are in a store: use "
                               "SessionExchange, with its load() and commit()");
}

// What was done already, as a task.
Task<void> done()
{
    co_return;
}
Task<bool> done(bool value)
{
    co_return value;
}

} // namespace

Task<std::vector<SessionSummary>> SessionInterface::sessions_of(std::string_view user) const
{
    if (!setup_->users())
        throw std::logic_error("costrel: sessions_of() needs a session_store that lists the "
                               "sessions of a user, and costrel's own records in it");
    return session::stored_sessions_of(*setup_, std::string(user));
}

Task<bool> SessionInterface::end_session(std::string_view user, std::string_view handle) const
{
    const bool is_stored = setup_->users() != nullptr;
    RevocationList* const list =
        is_stored ? setup_->revocations_before(setup_->now()) : &list_of(*setup_);
    Handle bytes{};
    const std::span room(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
    if (encoding::base64url_decode_canonical(handle, room) != bytes.size())
        return done(false);
    const auto now = setup_->now();
    if (list)
        session::end_session(*setup_, *list,
                             SessionFacts{.handle = bytes, .user = user, .created = now}, now);
    return is_stored ? session::end_stored_session(*setup_, std::string(user), bytes) : done(true);
}

Task<void> SessionInterface::end_sessions_of(std::string_view user) const
{
    if (setup_->users())
        return session::end_stored_sessions_of(*setup_, std::string(user));
    session::end_user(*setup_, list_of(*setup_), user, setup_->now());
    return done();
}

Task<void> SessionInterface::end_all_sessions() const
{
    session::end_all(*setup_, list_of(*setup_), setup_->now());
    return done();
}

SessionCounters SessionInterface::counters() const noexcept
{
    return setup_->tally().read();
}

bool SessionInterface::has_store() const noexcept
{
    return setup_->store() != nullptr;
}

bool SessionInterface::waits_for_store() const noexcept
{
    return setup_->store() && !setup_->store()->is_immediate();
}

std::chrono::sys_seconds SessionInterface::now() const
{
    return setup_->now();
}

Session SessionInterface::open_session(std::string_view cookie_header,
                                       std::chrono::sys_seconds now) const
{
    require_cookies(*setup_, "open_session");
    detail::SessionContent content;
    session::open_cookies(*setup_, cookie_header, now, content);
    return Session(std::move(content));
}

SavedSession SessionInterface::save_session(const Session& session,
                                            std::chrono::sys_seconds now) const
{
    require_cookies(*setup_, "save_session");
    SavedSession saved = session::save_cookies(*setup_, session.content(), now, now);
    if (!saved.set_cookies.empty())
        saved.set_cookie = saved.set_cookies[0];
    return saved;
}

} // namespace costrel::inline v1

template class costrel::detail::Pimpl<costrel::session::Setup>;
