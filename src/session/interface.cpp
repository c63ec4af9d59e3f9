#include "pimpl.hpp"
#include "session/opening.hpp"
#include "session/saving.hpp"
#include "session/setup.hpp"

#include <costrel/session/interface.hpp>

#include <utility>

namespace costrel {

SessionInterface::SessionInterface(const SessionConfig& config, Clock clock)
    : setup_(std::in_place, config, std::move(clock))
{
}

SessionInterface::SessionInterface(SessionInterface&&) noexcept = default;
SessionInterface& SessionInterface::operator=(SessionInterface&&) noexcept = default;
SessionInterface::~SessionInterface() = default;

SessionCounters SessionInterface::counters() const noexcept
{
    return setup_->tally().read();
}

std::chrono::sys_seconds SessionInterface::now() const
{
    return setup_->now();
}

Session SessionInterface::open_session(std::string_view cookie_header,
                                       std::chrono::sys_seconds now) const
{
    detail::SessionContent content;
    session::open_cookies(*setup_, cookie_header, now, content);
    return Session(std::move(content));
}

SavedSession SessionInterface::save_session(const Session& session,
                                            std::chrono::sys_seconds now) const
{
    SavedSession saved = session::save_cookies(*setup_, session.content(), now, now);
    if (!saved.set_cookies.empty())
        saved.set_cookie = saved.set_cookies[0];
    return saved;
}

} // namespace costrel

template class costrel::detail::Pimpl<costrel::session::Setup>;
