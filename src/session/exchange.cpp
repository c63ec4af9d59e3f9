#include "session/cache_fields.hpp"
#include "session/opening.hpp"
#include "session/saving.hpp"
#include "session/sending.hpp"
#include "session/setup.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>

#include <stdexcept>

namespace costrel {

using std::chrono::sys_seconds;

namespace {

// The session, which nobody used. It is a function of its own because most requests end without it.
[[gnu::noinline]] Session opened(Session&& session, detail::SessionOpener& opener)
{
    detail::SessionContent content = std::move(session).take_content();
    opener.open(content);
    content.opener = nullptr;
    return Session(std::move(content));
}

} // namespace

SessionExchange::SessionExchange(const SessionInterface& sessions) noexcept
    : sessions_(&sessions), session_(static_cast<detail::SessionOpener&>(*this))
{
}

SessionExchange::SessionExchange(const SessionInterface& sessions, sys_seconds now) noexcept
    : sessions_(&sessions), time_(now), session_(static_cast<detail::SessionOpener&>(*this))
{
}

SessionExchange::SessionExchange(SessionExchange&& other) noexcept
    : sessions_(other.sessions_), time_(other.time_), opened_(other.opened_),
      borrowed_(other.borrowed_), owned_(std::move(other.owned_)),
      session_(moved_here(std::move(other.session_))), is_given_(other.is_given_)
{
}

// The content of a session of another exchange, to be opened by this one.
detail::SessionContent SessionExchange::moved_here(Session&& session) noexcept
{
    detail::SessionContent content = std::move(session).take_content();
    if (content.opener)
        content.opener = this;
    return content;
}

void SessionExchange::require_no_session() const
{
    if (is_given_)
        throw std::logic_error("costrel: a Cookie field was given to SessionExchange after its "
                               "session; add every Cookie field first");
}

void SessionExchange::add_cookie_field(std::string value)
{
    require_no_session();
    if (cookies().empty())
        owned_ = std::move(value);
    else
        owned_ = std::string(cookies()).append("; ").append(value);
    borrowed_ = {};
}

void SessionExchange::borrow_cookie_field(std::string_view value)
{
    require_no_session();
    if (cookies().empty())
        borrowed_ = value;
    else
        add_cookie_field(std::string(value));
}

std::string_view SessionExchange::cookies() const noexcept
{
    return owned_.empty() ? borrowed_ : std::string_view(owned_);
}

sys_seconds SessionExchange::now() const
{
    return time_ ? *time_ : sessions_->now();
}

void SessionExchange::open(detail::SessionContent& content)
{
    const sys_seconds time = now();
    session::open_cookies(sessions_->setup(), cookies(), time, content);
    opened_ = time;
}

bool SessionExchange::may_have_to_be_saved() const
{
    return session_.accessed() || session::may_have_to_be_refreshed(sessions_->setup(), cookies());
}

SavedSession SessionExchange::finish()
{
    const session::Setup& setup = sessions_->setup();
    if (!opened_) { // nobody used it
        if (!session::may_have_to_be_refreshed(setup, cookies()))
            return {.vary_cookie = session_.accessed()};
        session_ = opened(std::move(session_), *this);
    }
    return session::save_cookies(setup, session_.content(), *opened_, time_);
}

std::string SessionExchange::varying_on_cookie(std::string vary)
{
    return session::varying_on_cookie(std::move(vary));
}

std::string SessionExchange::not_shared(std::string_view cache_control)
{
    return session::not_shared(cache_control);
}

} // namespace costrel
