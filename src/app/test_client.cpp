#include "app/cookie_jar.hpp"
#include "app/dispatcher.hpp"
#include "app/test_loop.hpp"
#include "encoding/system_time.hpp"
#include "http/bounded_limits.hpp"
#include "http/connection.hpp"
#include "http/forms/multipart_writer.hpp"
#include "http/grammar.hpp"
#include "http/percent.hpp"
#include "net/left_behind.hpp"
#include "pimpl.hpp"
#include "session/stored_session.hpp" // which a transaction's exchange owns

#include <costrel/detail/loop_thread.hpp>
#include <costrel/testing.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <stdexcept>

namespace costrel::testing {

namespace {

std::string urlencoded(const Fields& form)
{
    std::string text;
    for (const auto& [name, value] : form) {
        if (!text.empty())
            text += '&';
        http::append_query(text, name);
        text += '=';
        http::append_query(text, value);
    }
    return text;
}

// A boundary that stands nowhere in what is sent.
std::string boundary_for(const TestRequest& request)
{
    const auto is_in = [](std::string_view boundary, const auto&... texts) {
        return ((std::string_view(texts).find(boundary) != std::string_view::npos) || ...);
    };
    for (int number = 0;; ++number) {
        std::string boundary = "----costrel-test-" + std::to_string(number);
        const bool is_used =
            std::ranges::any_of(
                request.form,
                [&](const auto& field) { return is_in(boundary, field.first, field.second); }) ||
            std::ranges::any_of(request.files, [&](const TestFile& file) {
                return is_in(boundary, file.name, file.filename, file.content, file.content_type);
            });
        if (!is_used)
            return boundary;
    }
}

struct Body {
    std::string content_type; // empty: the request's headers have it
    std::string content;
};

Body body_of(const TestRequest& request)
{
    if (!request.files.empty()) {
        const std::string boundary = boundary_for(request);
        http::MultipartWriter writer(boundary);
        for (const auto& [name, value] : request.form)
            writer.add_field(name, value);
        for (const TestFile& file : request.files)
            writer.add_file(file.name, file.filename, file.content_type, file.content);
        return {"multipart/form-data; boundary=" + boundary, std::move(writer).finish()};
    }
    if (!request.form.empty())
        return {"application/x-www-form-urlencoded", urlencoded(request.form)};
    return {"", request.body};
}

// The data of a body in chunks, as many as there are.
std::string unchunked(std::string_view bytes)
{
    std::string data;
    for (;;) {
        std::size_t size = 0;
        const auto [end, error] =
            std::from_chars(bytes.data(), bytes.data() + bytes.size(), size, 16);
        bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
        if (error != std::errc{} || size == 0 || bytes.size() < 2)
            return data;
        bytes.remove_prefix(2);
        data += bytes.substr(0, size);
        bytes.remove_prefix(std::min(bytes.size(), size + 2));
    }
}

// Splits what the server wrote, which is one answer.
TestResponse parse_response(std::string_view bytes)
{
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == bytes.npos)
        throw std::logic_error("costrel: the application gave no answer");
    TestResponse response;
    std::string_view head = bytes.substr(0, end);
    response.body = bytes.substr(end + 4);
    const std::string_view status_line = head.substr(0, head.find("\r\n"));
    std::from_chars(status_line.data() + 9, status_line.data() + 12, response.status);
    response.reason = status_line.substr(std::min<std::size_t>(13, status_line.size()));
    head.remove_prefix(status_line.size());
    while (!head.empty()) {
        head.remove_prefix(2);
        const std::string_view line = head.substr(0, head.find("\r\n"));
        const std::size_t colon = line.find(": ");
        response.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        head.remove_prefix(line.size());
    }
    if (response.header("Transfer-Encoding") == "chunked")
        response.body = unchunked(response.body);
    return response;
}

} // namespace

std::string_view TestResponse::header(std::string_view name) const
{
    for (const auto& [field, value] : headers)
        if (http::equal_ignoring_case(field, name))
            return value;
    return {};
}

std::vector<std::string_view> TestResponse::header_list(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto& [field, value] : headers)
        if (http::equal_ignoring_case(field, name))
            values.emplace_back(value);
    return values;
}

class TestClient::State {
public:
    State(RouteTable& routes, const Config& config, TestClientOptions client_options)
        : options(std::move(client_options)), limits(http::bounded_limits(config.limits)),
          root(config.application_root), dispatcher(routes, config, [this] { return now(); })
    {
    }

    std::string exchange(std::string_view bytes);
    std::chrono::sys_seconds now() const { return frozen.value_or(encoding::system_time()); }
    std::string_view host() const // without its port
    {
        const std::string_view whole = options.host;
        return whole.substr(0, whole.starts_with('[') ? whole.find(']') + 1 : whole.find(':'));
    }
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
    bool was_cut = false;                       // the last answer ended before its end
};

std::string TestClient::State::exchange(std::string_view bytes)
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
    const http::Peer peer{options.remote_addr, options.secure};
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
            connection.answer(std::move(response), now);
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
    : state_(std::in_place, *app.routes_, app.config, std::move(options))
{
}

TestClient::TestClient(TestClient&&) noexcept = default;
TestClient& TestClient::operator=(TestClient&&) noexcept = default;
TestClient::~TestClient() = default;

TestResponse TestClient::get(std::string_view path, const Fields& headers)
{
    return open("GET", path, {.headers = headers});
}

TestResponse TestClient::post(std::string_view path, const Fields& form, const Fields& headers)
{
    TestRequest request{.headers = headers, .form = form};
    if (form.empty())
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return open("POST", path, request);
}

TestResponse TestClient::open(std::string_view method, std::string_view path,
                              const TestRequest& request)
{
    const auto [content_type, body] = body_of(request);
    std::string bytes;
    bytes.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: ");
    bytes.append(state_->options.host).append("\r\n");
    for (const auto& [name, value] : request.headers)
        bytes.append(name).append(": ").append(value).append("\r\n");
    if (!content_type.empty())
        bytes.append("Content-Type: ").append(content_type).append("\r\n");
    if (!body.empty() || method == "POST")
        bytes.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    const CookieTarget target = state_->target(path);
    if (const std::string cookies = state_->cookies.header(target, state_->now()); !cookies.empty())
        bytes.append("Cookie: ").append(cookies).append("\r\n");
    bytes.append("\r\n").append(body);
    TestResponse response = parse_response(state_->exchange(bytes));
    response.is_cut = state_->was_cut;
    for (const std::string_view line : response.header_list("Set-Cookie"))
        state_->cookies.store(line, target, state_->now());
    return response;
}

std::string TestClient::exchange(std::string_view bytes)
{
    return state_->exchange(bytes);
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

} // namespace costrel::testing

template class costrel::detail::Pimpl<costrel::testing::TestClient::State>;
