// The login application of examples/login on POCO: its server, and sessions that are Flask's, or in
// the store that COSTREL_SESSION_STORE names, for which the thread of the connection waits.
#include "../listen_address.hpp"

#include <costrel/html.hpp>
#include <costrel/session_exchange.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/sqlite.hpp>
#include <costrel/utf8.hpp>

#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>
#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

using namespace costrel;
using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

namespace {

// What a handler answers. POCO sends the head of a response first, and the session has to be saved
// into it: so nothing is sent before the handler is done.
struct Page {
    HTTPResponse::HTTPStatus status = HTTPResponse::HTTP_OK;
    std::string body = {};
    std::string location = {};
};

Page error_page(HTTPResponse::HTTPStatus status)
{
    return {.status = status, .body = HTTPResponse::getReasonForStatus(status) + '\n'};
}

Page redirect(std::string location)
{
    return {.status = HTTPResponse::HTTP_FOUND, .location = std::move(location)};
}

Page index(const Session& session)
{
    if (session.contains("username"))
        return {.body =
                    html("Logged in as {}<br><b><a href='/logout'>click here to log out</a></b>",
                         session["username"])
                        .str()};
    return {.body = "You are not logged in<br><a href='/login'><b>click here to log in</b></a>"};
}

Page login_form()
{
    return {.body = R"(<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>)"};
}

Page login(HTTPServerRequest& request, Session& session)
{
    const Poco::Net::HTMLForm form(request, request.stream()); // at most 256 KiB a value
    if (!form.has("username"))
        return error_page(HTTPResponse::HTTP_BAD_REQUEST);
    session["username"] = to_utf8(form.get("username"));
    return redirect("/");
}

Page logout(Session& session)
{
    session.pop("username");
    return redirect("/");
}

Page route(HTTPServerRequest& request, SessionExchange& exchange)
{
    const std::string& target = request.getURI();
    const std::string path = target.substr(0, target.find('?'));
    const std::string& method = request.getMethod();
    const bool is_get = method == "GET" || method == "HEAD";
    if (path == "/" && is_get)
        return index(exchange.session());
    if (path == "/login" && is_get) // the same for everybody: nobody waits for the store
        return login_form();
    if (path == "/login" && method == "POST")
        return login(request, exchange.session());
    if (path == "/logout" && is_get)
        return logout(exchange.session());
    const bool is_known = path == "/" || path == "/login" || path == "/logout";
    return error_page(is_known ? HTTPResponse::HTTP_METHOD_NOT_ALLOWED
                               : HTTPResponse::HTTP_NOT_FOUND);
}

void put(const Page& page, HTTPServerResponse& response)
{
    response.setStatusAndReason(page.status);
    response.setContentType("text/html; charset=utf-8");
    if (!page.location.empty())
        response.set("Location", page.location);
}

// The client does not learn what went wrong, but when it may come again.
Page answer_exception(HTTPServerResponse& response, const std::exception& error)
{
    const auto* const of_poco = dynamic_cast<const Poco::Exception*>(&error);
    std::cerr << (of_poco ? of_poco->displayText() : error.what()) << '\n';
    if (!dynamic_cast<const StoreUnavailableError*>(&error)) // with COSTREL_SESSION_STORE
        return error_page(HTTPResponse::HTTP_INTERNAL_SERVER_ERROR);
    response.set("Retry-After", "1");
    return error_page(HTTPResponse::HTTP_SERVICE_UNAVAILABLE);
}

// The session is saved into the response whatever became of the handler.
void save(SessionExchange& exchange, Page& page, HTTPServerResponse& response)
{
    const auto take = [&](const char* name) {
        std::string values;
        for (auto field = response.find(name); field != response.end();
             field = response.find(name)) {
            values.append(values.empty() ? "" : ", ").append(field->second);
            response.erase(name);
        }
        return values;
    };
    const auto add = [&](const char* name, const std::string& value) { response.add(name, value); };
    try {
        const SavedSession saved = exchange.save(take, add);
        if (!saved.warning.empty())
            std::cerr << saved.warning << '\n';
    } catch (const std::exception& error) {
        page = answer_exception(response, error);
        exchange.save_failure(take, add); // a logout that was not stored deletes the cookie
    }
}

class LoginHandler : public Poco::Net::HTTPRequestHandler {
public:
    explicit LoginHandler(const SessionInterface& sessions) : sessions_(sessions) {}

    void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override
    {
        SessionExchange exchange(sessions_);
        for (auto field = request.find("Cookie"); field != request.end() && is_cookie(field->first);
             ++field)
            exchange.add_cookie_field(field->second);
        Page page;
        try {
            page = route(request, exchange);
        } catch (const std::exception& error) {
            page = answer_exception(response, error);
        }
        save(exchange, page, response);
        put(page, response);
        // What is left of a body would be taken for the next request.
        response.setKeepAlive(response.getKeepAlive() && request.stream().peek() == EOF);
        response.sendBuffer(page.body.data(), page.body.size());
    }

private:
    static bool is_cookie(const std::string& name) { return Poco::icompare(name, "Cookie") == 0; }

    const SessionInterface& sessions_;
};

class LoginHandlers : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit LoginHandlers(const SessionInterface& sessions) : sessions_(sessions) {}

    Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override
    {
        return new LoginHandler(sessions_); // POCO deletes it
    }

private:
    const SessionInterface& sessions_;
};

int run()
{
    const SessionInterface sessions(
        Config::from_env("COSTREL_", {.secret_key = "any random string"}));
    ListenAddress address = ListenAddress::from_env();
    const Poco::Net::ServerSocket socket(Poco::Net::SocketAddress(address.host, address.port));
    address.port = socket.address().port();

    sigset_t stops; // blocked before a thread begins: all have it so, and one waits for them
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, nullptr);

    Poco::ThreadPool threads(2, 64); // one for each connection
    Poco::AutoPtr<Poco::Net::HTTPServerParams> params(new Poco::Net::HTTPServerParams);
    params->setMaxThreads(64);
    Poco::Net::HTTPServer server(new LoginHandlers(sessions), threads, socket, params);
    server.start();
    std::cout << "Running on " << address.url() << " (press CTRL+C to quit)" << std::endl;
    int stop = 0;
    sigwait(&stops, &stop);
    server.stopAll();
    return 0;
}

} // namespace

int main()
try {
    return run();
} catch (const Poco::Exception& error) {
    std::cerr << error.displayText() << '\n';
    return 1;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
