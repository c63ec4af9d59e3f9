#pragma once

#include <costrel/session/exchange.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/revocation.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1 {

// A site whose sessions are sealed, and whose clock the test sets.
class Site {
public:
    explicit Site(SessionConfig config = {})
        : sessions_(configured(std::move(config)), [this] { return now; })
    {
    }

    // A request with that cookie: `use` is what the handler does. Gives the cookie of the response,
    // or the request's where there is none.
    std::string request(const std::string& cookie, const std::function<void(Session&)>& use)
    {
        SessionExchange exchange(sessions_);
        if (!cookie.empty())
            exchange.add_cookie_field(cookie);
        use(exchange.session());
        std::string sent = cookie;
        set_cookie.clear();
        exchange.save([](const char*) { return std::string(); },
                      [&](std::string_view name, const std::string& value) {
                          if (name != "Set-Cookie")
                              return;
                          set_cookie = value;
                          sent = value.substr(0, value.find(';'));
                      });
        return sent.ends_with('=') ? std::string() : sent;
    }
    std::string login(const std::string& user, const std::string& cookie = {})
    {
        return request(cookie, [&](Session& session) { login_user(session, user); });
    }
    std::optional<std::string> user_of(const std::string& cookie)
    {
        std::optional<std::string> user;
        request(cookie, [&](Session& session) { user = current_user(session); });
        return user;
    }
    SessionOrigin origin_of(const std::string& cookie)
    {
        SessionOrigin origin{};
        request(cookie, [&](Session& session) { origin = session.origin(); });
        return origin;
    }

    SessionInterface& sessions() { return sessions_; }

    std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};

    std::string set_cookie; // the field of the last response

private:
    static SessionConfig configured(SessionConfig config)
    {
        if (config.secret_key.empty() && config.session_keys.empty())
            config.secret_key = "the secret of the tests of logins, 0123456789";
        if (!config.session_format)
            config.session_format = SessionFormat::sealed();
        if (!config.session_revocations)
            config.session_revocations = local_revocations();
        return config;
    }

    SessionInterface sessions_;
};

} // namespace costrel::inline v1
