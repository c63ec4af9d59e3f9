#pragma once

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1 {

// Keeps the cookies that responses set, and sends them with each request.
class Browser {
public:
    explicit Browser(SessionInterface& sessions) : sessions_(&sessions) {}

    void request(const std::function<void(Session&)>& use)
    {
        SessionExchange exchange(*sessions_);
        std::string field;
        for (const auto& [name, value] : cookies)
            field.append(field.empty() ? "" : "; ").append(name).append("=").append(value);
        if (!field.empty())
            exchange.add_cookie_field(field);
        use(exchange.session());
        exchange.save([](const char*) { return std::string(); },
                      [this](std::string_view name, const std::string& value) {
                          if (name == "Set-Cookie")
                              take(value);
                      });
    }
    std::optional<std::string> user()
    {
        std::optional<std::string> user;
        request([&](Session& session) { user = current_user(session); });
        return user;
    }
    // As one that was closed: a session's cookie is gone, a remembered login stays.
    void close() { cookies.erase("session"); }

    std::map<std::string, std::string> cookies;
    std::map<std::string, std::string> fields; // Set-Cookie, as it last was

private:
    void take(const std::string& field)
    {
        const std::size_t equals = field.find('=');
        const std::string name = field.substr(0, equals);
        const std::string value = field.substr(equals + 1, field.find(';') - equals - 1);
        fields[name] = field;
        if (value.empty())
            cookies.erase(name);
        else
            cookies[name] = value;
    }

    SessionInterface* sessions_;
};

} // namespace costrel::inline v1
