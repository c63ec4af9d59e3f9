#include "session/cache_fields.hpp"

#include <costrel/session_exchange.hpp>

#include <stdexcept>

namespace costrel {

void SessionExchange::add_cookie_field(std::string_view value)
{
    if (session_)
        throw std::logic_error("costrel: SessionExchange::add_cookie_field() was called after the "
                               "session was opened; add every Cookie field first");
    if (cookies_.empty()) {
        cookies_ = value;
        return;
    }
    if (joined_.empty())
        joined_ = cookies_;
    joined_.append("; ").append(value);
    cookies_ = joined_;
}

Session& SessionExchange::session()
{
    if (!session_)
        session_.emplace(sessions_->open_session(cookies_, now_));
    return *session_;
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
