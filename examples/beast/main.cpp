// The login application of examples/login on Boost.Beast: its server, and sessions that are
// Flask's, or in the store that COSTREL_SESSION_STORE names. One thread, a coroutine for each
// connection; while one waits for the store the others go on.
#include "../listen_address.hpp"
#include "form.hpp"

#include <costrel/asio.hpp>
#include <costrel/html.hpp>
#include <costrel/session_exchange.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/sqlite.hpp>
#include <costrel/utf8.hpp>

#include <boost/asio.hpp>
#include <boost/beast.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <optional>
#include <tuple>
#include <utility>

using namespace costrel;
namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using net::ip::tcp;

namespace {

using Request = http::request<http::string_body>;
using Answer = http::response<http::string_body>;

constexpr auto as_tuple = net::as_tuple(net::use_awaitable);
constexpr std::chrono::seconds longest_wait(30); // for a whole request, or a whole answer
constexpr std::size_t longest_body = 1024 * 1024;

Answer page(http::status status, std::string body)
{
    Answer answer(status, 11);
    answer.set(http::field::content_type, "text/html; charset=utf-8");
    answer.body() = std::move(body);
    return answer;
}

Answer error_page(http::status status)
{
    return page(status, std::string(http::obsolete_reason(status)) + '\n');
}

Answer redirect(const char* location)
{
    Answer answer = page(http::status::found, "");
    answer.set(http::field::location, location);
    return answer;
}

Answer method_not_allowed(const char* allowed)
{
    Answer answer = error_page(http::status::method_not_allowed);
    answer.set(http::field::allow, allowed);
    return answer;
}

Answer index(const Session& session)
{
    if (session.contains("username"))
        return page(http::status::ok,
                    html("Logged in as {}<br><b><a href='/logout'>click here to log out</a></b>",
                         session["username"])
                        .str());
    return page(http::status::ok,
                "You are not logged in<br><a href='/login'><b>click here to log in</b></a>");
}

bool has_form(const Request& request)
{
    const std::string_view type = request[http::field::content_type];
    return beast::iequals(type.substr(0, type.find(';')), "application/x-www-form-urlencoded");
}

Answer login(const Request& request, Session& session)
{
    if (request.method() != http::verb::post)
        return page(http::status::ok, R"(<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>)");
    const auto username = form_field(request.body(), "username");
    if (!username || !has_form(request))
        return error_page(http::status::bad_request);
    session["username"] = to_utf8(*username);
    return redirect("/");
}

Answer logout(Session& session)
{
    session.pop("username");
    return redirect("/");
}

std::string_view path_of(const Request& request)
{
    const std::string_view target = request.target();
    return target.substr(0, target.find('?'));
}

// The form is the same for everybody: who asks for it does not wait for the store.
bool uses_session(const Request& request)
{
    return path_of(request) != "/login" || request.method() == http::verb::post;
}

Answer route(const Request& request, Session& session)
{
    const std::string_view path = path_of(request);
    const bool is_get = request.method() == http::verb::get || request.method() == http::verb::head;
    const bool is_post = request.method() == http::verb::post;
    if (path == "/")
        return is_get ? index(session) : method_not_allowed("GET, HEAD");
    if (path == "/login")
        return is_get || is_post ? login(request, session) : method_not_allowed("GET, HEAD, POST");
    if (path == "/logout")
        return is_get ? logout(session) : method_not_allowed("GET, HEAD");
    return error_page(http::status::not_found);
}

auto taking_from(Answer& answer)
{
    return [&answer](const char* name) {
        std::string values;
        const auto fields = answer.equal_range(name);
        for (auto field = fields.first; field != fields.second; ++field)
            values.append(values.empty() ? "" : ", ").append(field->value());
        answer.erase(name);
        return values;
    };
}

auto adding_to(Answer& answer)
{
    return [&answer](const char* name, const std::string& value) { answer.insert(name, value); };
}

void save(SessionExchange& exchange, Answer& answer)
{
    const SavedSession saved = exchange.save(taking_from(answer), adding_to(answer));
    if (!saved.warning.empty())
        std::cerr << saved.warning << '\n';
}

// The client does not learn what went wrong, but when it may come again.
Answer answer_exception(const std::exception& error)
{
    std::cerr << error.what() << '\n';
    if (!dynamic_cast<const StoreUnavailableError*>(&error)) // with COSTREL_SESSION_STORE
        return error_page(http::status::internal_server_error);
    Answer answer = error_page(http::status::service_unavailable);
    answer.set(http::field::retry_after, "1");
    return answer;
}

Answer handle(const Request& request, Session& session)
try {
    return route(request, session);
} catch (const std::exception& error) {
    return answer_exception(error);
}

// Runs what costrel has to do in the loop of the coroutine that awaits it. Throws what it throws.
net::awaitable<void> in_this_loop(Task<void> task)
{
    co_await net::async_initiate<decltype(net::use_awaitable), void(std::exception_ptr)>(
        [](auto done, Task<void> begun) {
            const auto executor = net::get_associated_executor(done);
            costrel::spawn(executor, std::move(begun), std::move(done));
        },
        net::use_awaitable, std::move(task));
}

// The session is saved into the answer whatever became of it. In a store it is loaded before, and
// stored after what used it; in a cookie there is nothing to wait for.
net::awaitable<Answer> answer_to(const SessionInterface& sessions, const Request& request)
{
    SessionExchange exchange(sessions);
    const auto cookies = request.equal_range(http::field::cookie);
    for (auto field = cookies.first; field != cookies.second; ++field)
        exchange.add_cookie_field(field->value());
    Answer answer;
    try {
        if (uses_session(request))
            co_await in_this_loop(exchange.load());
        answer = handle(request, exchange.session());
        co_await in_this_loop(exchange.commit());
        save(exchange, answer);
    } catch (const std::exception& error) {
        answer = answer_exception(error);
        // A logout that was not stored deletes the cookie.
        exchange.save_failure(taking_from(answer), adding_to(answer));
    }
    co_return answer;
}

void finish(Answer& answer, const Request& request, bool keep_alive)
{
    answer.version(request.version());
    answer.keep_alive(keep_alive);
    answer.prepare_payload();
    if (request.method() == http::verb::head)
        answer.body().clear(); // Content-Length stays what GET would send
}

// The answer to what is no request, or nothing when the client is gone.
std::optional<http::status> status_of(const beast::error_code& error)
{
    if (error == http::error::body_limit)
        return http::status::payload_too_large;
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return http::status::request_header_fields_too_large;
    if (error == http::error::end_of_stream || error == http::error::partial_message)
        return std::nullopt;
    if (error.category() == http::make_error_code(http::error::bad_method).category())
        return http::status::bad_request;
    return std::nullopt;
}

net::awaitable<void> serve(beast::tcp_stream stream, const SessionInterface& sessions)
{
    beast::flat_buffer buffer(64 * 1024);
    for (bool keep_alive = true; keep_alive;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(longest_body);
        stream.expires_after(longest_wait);
        const auto [read_error, read] = co_await http::async_read(stream, buffer, parser, as_tuple);
        const auto refused = status_of(read_error);
        if (read_error && !refused)
            break;
        keep_alive = !refused && parser.keep_alive();
        Answer answer;
        if (refused)
            answer = error_page(*refused);
        else
            answer = co_await answer_to(sessions, parser.get());
        finish(answer, parser.get(), keep_alive);
        stream.expires_after(longest_wait);
        const auto [write_error, written] = co_await http::async_write(stream, answer, as_tuple);
        if (write_error)
            break;
    }
    beast::error_code gone;
    stream.socket().shutdown(tcp::socket::shutdown_send, gone);
}

net::awaitable<void> listen(tcp::acceptor acceptor, const SessionInterface& sessions)
{
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(as_tuple);
        if (error) { // no descriptor is left, most likely
            std::cerr << "accept: " << error.message() << '\n';
            net::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(100));
            co_await pause.async_wait(as_tuple);
            continue;
        }
        net::co_spawn(acceptor.get_executor(),
                      serve(beast::tcp_stream(std::move(socket)), sessions), net::detached);
    }
}

int run()
{
    const SessionInterface sessions(
        Config::from_env("COSTREL_", {.secret_key = "any random string"}));
    ListenAddress address = ListenAddress::from_env();
    net::io_context context(1);
    tcp::acceptor acceptor(context, {net::ip::make_address(address.host), address.port});
    address.port = acceptor.local_endpoint().port();
    std::cout << "Running on " << address.url() << " (press CTRL+C to quit)" << std::endl;
    net::co_spawn(context, listen(std::move(acceptor), sessions), net::detached);
    context.run();
    return 0;
}

} // namespace

int main()
try {
    return run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
