// The login application of examples/login on cpp-httplib: its server, and sessions that are
// Flask's, or in the store that COSTREL_SESSION_STORE names, for which a thread waits.
#include "../listen_address.hpp"

#include <costrel/html.hpp>
#include <costrel/session_exchange.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/sqlite.hpp>
#include <costrel/utf8.hpp>

#include <exception>
#include <httplib.h>
#include <iostream>
#include <stdexcept>
#include <utility>

using namespace costrel;

namespace {

constexpr const char* html_type = "text/html; charset=utf-8";
constexpr const char* text_type = "text/plain; charset=utf-8";

void index(const httplib::Request&, httplib::Response& answer, Session& session)
{
    Html page = "You are not logged in<br><a href='/login'><b>click here to log in</b></a>";
    if (session.contains("username"))
        page = html("Logged in as {}<br><b><a href='/logout'>click here to log out</a></b>",
                    session["username"]);
    answer.set_content(page.str(), html_type);
}

void login_form(const httplib::Request&, httplib::Response& answer, Session&)
{
    answer.set_content(R"(<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>)",
                       html_type);
}

void login(const httplib::Request& request, httplib::Response& answer, Session& session)
{
    if (!request.has_param("username")) {
        answer.status = 400;
        return;
    }
    session["username"] = to_utf8(request.get_param_value("username"));
    answer.set_redirect("/");
}

void logout(const httplib::Request&, httplib::Response& answer, Session& session)
{
    session.pop("username");
    answer.set_redirect("/");
}

void not_found(const httplib::Request&, httplib::Response& answer, Session&)
{
    answer.status = 404;
}

void add_error_page(const httplib::Request&, httplib::Response& answer)
{
    answer.set_content(std::to_string(answer.status) + '\n', text_type);
}

// The client does not learn what went wrong, but when it may come again.
void answer_exception(httplib::Response& answer, const std::exception& error)
{
    std::cerr << error.what() << '\n';
    answer = httplib::Response();
    answer.status = 500;
    if (dynamic_cast<const StoreUnavailableError*>(&error)) { // with COSTREL_SESSION_STORE
        answer.status = 503;
        answer.set_header("Retry-After", "1");
    }
}

// The session is saved into the answer whatever became of the handler.
void save(SessionExchange& exchange, httplib::Response& answer)
{
    const auto take = [&](const char* name) {
        std::string values;
        const auto [first, last] = answer.headers.equal_range(name);
        for (auto field = first; field != last; ++field)
            values.append(values.empty() ? "" : ", ").append(field->second);
        answer.headers.erase(first, last);
        return values;
    };
    const auto add = [&](const char* name, std::string value) {
        answer.headers.emplace(name, std::move(value));
    };
    try {
        const SavedSession saved = exchange.save(take, add);
        if (!saved.warning.empty())
            std::cerr << saved.warning << '\n';
    } catch (const std::exception& error) {
        answer_exception(answer, error);
        exchange.save_failure(take, add); // a logout that was not stored deletes the cookie
    }
}

using Handler = void (*)(const httplib::Request&, httplib::Response&, Session&);

// `handler` with the session of the request.
httplib::Server::Handler with_session(const SessionInterface& sessions, Handler handler)
{
    return [&sessions, handler](const httplib::Request& request, httplib::Response& answer) {
        SessionExchange exchange(sessions);
        const auto [first, last] = request.headers.equal_range("Cookie");
        for (auto field = first; field != last; ++field)
            exchange.add_cookie_field(field->second);
        try {
            handler(request, answer, exchange.session());
        } catch (const std::exception& error) {
            answer_exception(answer, error);
        }
        save(exchange, answer);
    };
}

int run()
{
    const SessionInterface sessions(
        Config::from_env("COSTREL_", {.secret_key = "any random string"}));
    httplib::Server server;
    server.set_payload_max_length(1024 * 1024);
    server.set_keep_alive_max_count(1000);
    server.set_error_handler(add_error_page);
    server.Get("/", with_session(sessions, index));
    server.Get("/login", with_session(sessions, login_form));
    server.Post("/login", with_session(sessions, login));
    server.Get("/logout", with_session(sessions, logout));
    server.Get(".*", with_session(sessions, not_found));
    server.Post(".*", with_session(sessions, not_found));

    ListenAddress address = ListenAddress::from_env();
    const int port =
        address.port != 0
            ? (server.bind_to_port(address.host, address.port) ? int{address.port} : -1)
            : server.bind_to_any_port(address.host);
    if (port < 0)
        throw std::runtime_error("cannot listen on " + address.url());
    address.port = static_cast<std::uint16_t>(port);
    std::cout << "Running on " << address.url() << " (press CTRL+C to quit)" << std::endl;
    return server.listen_after_bind() ? 0 : 1;
}

} // namespace

int main()
try {
    return run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
