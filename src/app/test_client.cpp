#include "app/cookie_jar.hpp"
#include "app/dispatcher.hpp"
#include "app/test_loop.hpp"
#include "app/test_redirect.hpp"
#include "app/test_request.hpp"
#include "app/test_response.hpp"
#include "encoding/system_time.hpp"
#include "http/bounded_limits.hpp"
#include "http/connection.hpp"
#include "net/left_behind.hpp"
#include "pimpl.hpp"
#include "session/stored_session.hpp" // which a transaction's exchange owns

#include <costrel/detail/loop_thread.hpp>
#include <costrel/testing.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>

namespace costrel::inline v1 {

class TestClient::State {
public:
    State(RouteTable& routes, const Config& config, TestClientOptions client_options)
        : options(std::move(client_options)), limits(http::bounded_limits(config.limits)),
          root(config.application_root), dispatcher(routes, config, [this] { return now(); })
    {
    }

    std::string exchange(std::string_view bytes, bool secure);
    TestResponse send(std::string_view method, const TestTarget& to, const TestRequest& request);
    std::chrono::sys_seconds now() const { return frozen.value_or(encoding::system_time()); }
    static std::string_view without_port(std::string_view host)
    {
        return host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
    }
    std::string_view host() const { return without_port(options.host); }
    CookieTarget target(std::string_view path) const
    {
        return {host(), path.substr(0, path.find('?')), options.secure};
    }

    TestClientOptions options;
    Limits limits;
    std::string root;
    std::optional<std::chrono::sys_seconds> frozen;
    CookieJar cookies;
    Dispatcher dispatcher;
    std::optional<SessionExchange> transaction; // the session that is being changed
    bool was_cut = false;                       // the last response ended before its end
};

std::string TestClient::State::exchange(std::string_view bytes, bool secure)
{
    using Action = http::Connection::Action;
    const auto now = std::chrono::steady_clock::now();
    const encoding::FixedTime time(frozen); // for what a handler calls, such as set_cookie()
    std::optional<TestLoop> made_loop;      // most handlers need none
    const auto loop = [&]() -> TestLoop& { return made_loop ? *made_loop : made_loop.emplace(); };
    // A body that still waits when the test is given up must stay: whoever resumes it has to find
    // it.
    struct Keeper {
        ~Keeper()
        {
            if (connection->is_waiting())
                net::leave_behind(std::move(connection));
        }
        std::shared_ptr<http::Connection> connection;
    };
    const Keeper keeper{std::make_shared<http::Connection>(
        limits, std::numeric_limits<std::size_t>::max(), std::string_view(), now)};
    http::Connection& connection = *keeper.connection;
    const http::Peer peer{options.remote_addr, secure};
    std::string output;
    was_cut = false;
    bool ended = false;
    for (;;) {
        switch (connection.next()) {
        case Action::admit:
            connection.admit(dispatcher.admit(connection.message()), now);
            break;
        case Action::respond: {
            const detail::LoopThread in_loop; // as it will be in the server
            http::Reply reply = dispatcher.respond(connection.message(), peer);
            if (auto* task = std::get_if<Task<Response>>(&reply)) {
                reply = loop().run(std::move(*task));
            }
            Response& response = std::get<Response>(reply);
            if (response.is_streamed())
                response.body.source()->set_loop(loop().tasks());
            connection.respond(std::move(response), now);
            break;
        }
        case Action::produce:
            connection.produce(now);
            break;
        case Action::wait:
            loop().wait_for(connection.source());
            connection.source_ready();
            break;
        case Action::write: {
            const std::string_view written = connection.output();
            output += written;
            connection.sent(written.size(), now);
            break;
        }
        case Action::read:
        case Action::linger: {
            if (bytes.empty()) {
                if (ended)
                    return output;
                ended = true;
                connection.received_eof(now);
                break;
            }
            const std::span<char> space = connection.input();
            const std::size_t count = std::min(space.size(), bytes.size());
            std::copy_n(bytes.begin(), count, space.begin());
            bytes.remove_prefix(count);
            connection.received(count, now);
            break;
        }
        case Action::look: // nothing waits here for its time to end
        case Action::close:
            return output;
        case Action::reset:
            was_cut = true;
            return output;
        }
    }
}

TestClient::TestClient(App& app, TestClientOptions options)
    : state_(std::in_place, app.route_table(), app.config, std::move(options))
{
}

TestClient::TestClient(TestClient&&) noexcept = default;
TestClient& TestClient::operator=(TestClient&&) noexcept = default;
TestClient::~TestClient() = default;

TestResponse TestClient::get(std::string_view path, const TestFields& headers)
{
    return open("GET", path, {.headers = headers});
}

TestResponse TestClient::post(std::string_view path, const TestFields& form,
                              const TestFields& headers)
{
    TestRequest request{.headers = headers, .form = form};
    if (form.empty())
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return open("POST", path, request);
}

TestResponse TestClient::post_json(std::string_view path, const Value& value,
                                   const TestFields& headers)
{
    return open("POST", path, {.headers = headers, .json = value});
}

TestResponse TestClient::State::send(std::string_view method, const TestTarget& to,
                                     const TestRequest& request)
{
    const auto [content_type, body] = body_of(request);
    std::string bytes;
    bytes.append(method).append(" ").append(to.path).append(" HTTP/1.1\r\nHost: ");
    bytes.append(to.host).append("\r\n");
    for (const auto& [name, value] : request.headers)
        bytes.append(name).append(": ").append(value).append("\r\n");
    if (!content_type.empty())
        bytes.append("Content-Type: ").append(content_type).append("\r\n");
    if (!body.empty() || method == "POST")
        bytes.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    const CookieTarget target{without_port(to.host),
                              std::string_view(to.path).substr(0, to.path.find('?')), to.secure};
    if (const std::string field = cookies.header(target, now()); !field.empty())
        bytes.append("Cookie: ").append(field).append("\r\n");
    bytes.append("\r\n").append(body);
    TestResponse response = parse_response(exchange(bytes, to.secure));
    response.is_cut = was_cut;
    response.path = to.path;
    for (const std::string_view line : response.header_list("Set-Cookie"))
        cookies.store(line, target, now());
    return response;
}

TestResponse TestClient::open(std::string_view method, std::string_view path,
                              const TestRequest& request)
{
    constexpr std::size_t most_redirects = 20;
    TestTarget to{request.host.empty() ? state_->options.host : request.host,
                  state_->options.secure, std::string(path)};
    TestResponse response = state_->send(method, to, request);
    if (!request.follow_redirects)
        return response;
    std::vector<TestResponse> history;
    TestRequest next = request;
    std::string next_method(method);
    while (is_redirect(response.status) && !response.header("Location").empty()) {
        if (history.size() == most_redirects)
            throw std::runtime_error("costrel: a test was redirected more than 20 times, last to " +
                                     std::string(response.header("Location")));
        to = redirected(to, response.header("Location"));
        if (!keeps_method(response.status, next_method)) {
            next_method = "GET";
            next = {.headers = request.headers};
        }
        history.push_back(std::move(response));
        response = state_->send(next_method, to, next);
    }
    response.history = std::move(history);
    return response;
}

std::string TestClient::exchange(std::string_view bytes)
{
    return state_->exchange(bytes, state_->options.secure);
}

namespace {

// What a loop of the test runs until it is done.
Task<Response> response_after(Task<void> task)
{
    co_await std::move(task);
    co_return Response("");
}

} // namespace

Session& TestClient::begin_transaction()
{
    SessionExchange& exchange = state_->transaction.emplace(state_->dispatcher.sessions());
    exchange.add_cookie_field(state_->cookies.header(state_->target(state_->root), state_->now()));
    if (state_->dispatcher.sessions().waits_for_store())
        TestLoop().run(response_after(exchange.load()));
    if (exchange.session().origin() == SessionOrigin::no_key)
        throw std::runtime_error("Session backend did not open a session. Set the secret_key of "
                                 "the application.");
    return exchange.session();
}

void TestClient::end_transaction()
{
    if (state_->dispatcher.sessions().waits_for_store())
        TestLoop().run(response_after(state_->transaction->commit()));
    const SavedSession saved = state_->transaction->finish();
    for (const std::string& cookie : saved.set_cookies)
        state_->cookies.store(cookie, state_->target(state_->root), state_->now());
}

std::optional<std::string> TestClient::cookie(std::string_view name) const
{
    return state_->cookies.value(name, state_->now());
}

void TestClient::set_cookie(std::string_view name, std::string_view value)
{
    state_->cookies.set(name, value, state_->host(), state_->now());
}

void TestClient::delete_cookie(std::string_view name)
{
    state_->cookies.remove(name);
}

void TestClient::set_time(std::chrono::sys_seconds now)
{
    state_->frozen = now;
}

void TestClient::advance_time(std::chrono::seconds by)
{
    state_->frozen = state_->now() + by;
}

} // namespace costrel::inline v1

template class costrel::detail::Pimpl<costrel::TestClient::State>;
