#include "session/cache_fields.hpp"
#include "session/opening.hpp"
#include "session/remembering.hpp"
#include "session/saving.hpp"
#include "session/sending.hpp"
#include "session/setup.hpp"
#include "session/stored_remembering.hpp"
#include "session/stored_session.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

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

// Runs a task to its end in this thread.
void wait_for(Task<void> task)
{
    task.start();
    if (!task.done())
        throw SessionNotLoadedError(
            "costrel: the session was used before its store was asked, which would have to be "
            "awaited: co_await exchange.load() first, and exchange.commit() at the end");
    task.result();
}

} // namespace

SessionExchange::SessionExchange(const SessionInterface& sessions)
    : sessions_(&sessions), session_(static_cast<detail::SessionOpener&>(*this))
{
    if (sessions.setup().store())
        stored_.emplace(session::make_stored_session(sessions.setup()));
}

SessionExchange::SessionExchange(const SessionInterface& sessions, sys_seconds now)
    : SessionExchange(sessions)
{
    time_ = now;
}

SessionExchange::SessionExchange(SessionExchange&& other) noexcept
    : sessions_(other.sessions_), time_(other.time_), opened_(other.opened_),
      borrowed_(other.borrowed_), owned_(std::move(other.owned_)),
      session_(moved_here(std::move(other.session_))), stored_(std::move(other.stored_)),
      is_given_(other.is_given_), requires_load_(other.requires_load_)
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

bool SessionExchange::has_cookie() const
{
    const auto names =
        sessions_->setup().with_format([](const auto& format) { return format.cookie_names(); });
    const CookieField field(cookies());
    return std::ranges::any_of(names, [&](const std::string& name) {
        return !field.all(name, CookieField::Reading::raw).empty();
    });
}

bool SessionExchange::is_loaded() const noexcept
{
    return !stored_ || (*stored_)->is_loaded();
}

void SessionExchange::open(detail::SessionContent& content)
{
    const sys_seconds time = now();
    if (stored_) {
        if (!is_loaded()) {
            if (requires_load_)
                throw SessionNotLoadedError(
                    "costrel: the session is used by a request that did not load it: let the "
                    "handler or a before_request function take Session&, or say .loads_session() "
                    "of the route");
            wait_for(load());
        }
        (*stored_)->throw_problem(); // a caller that caught it gets no empty session either
        (*stored_)->open(time, content);
        (*stored_)->remembering().open(time, content);
    } else {
        session::open_cookies(sessions_->setup(), cookies(), time, content);
    }
    opened_ = time;
}

bool SessionExchange::may_have_to_be_saved() const
{
    return session_.accessed() || session::may_have_to_be_refreshed(sessions_->setup(), cookies());
}

SavedSession SessionExchange::finish()
{
    const session::Setup& setup = sessions_->setup();
    if (stored_) {
        wait_for(commit());
        if (!opened_)
            return {.vary_cookie = session_.accessed() && setup.has_key()};
        (*stored_)->throw_problem();
        SavedSession saved = (*stored_)->saved(session_.content(), now());
        (*stored_)->remembering().save(saved);
        return saved;
    }
    if (!opened_) { // nobody used it
        if (!session::may_have_to_be_refreshed(setup, cookies()))
            return {.vary_cookie = session_.accessed() && setup.has_key()};
        session_ = opened(std::move(session_), *this);
    }
    return session::save_cookies(setup, session_.content(), *opened_, time_);
}

SavedSession SessionExchange::finish_failure() const
{
    SavedSession saved = stored_ ? (*stored_)->saved_by_failure() : SavedSession();
    if (!saved.set_cookies.empty() && sessions_->setup().remember() &&
        (*stored_)->remembering().is_in(cookies()))
        session::remove_remembered(sessions_->setup(), saved);
    return saved;
}

std::string SessionExchange::varying_on_cookie(std::string vary)
{
    return session::varying_on_cookie(std::move(vary));
}

std::string SessionExchange::not_shared(std::string_view cache_control)
{
    return session::not_shared(cache_control);
}

} // namespace costrel::inline v1
