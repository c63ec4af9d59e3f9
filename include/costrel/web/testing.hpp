#pragma once

#include <costrel/detail/pimpl.hpp>
#include <costrel/encoding/value.hpp>
#include <costrel/web/app.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

using TestFields = std::vector<std::pair<std::string, std::string>>;

/// A response as it would have stood on the wire.
struct TestResponse {
    int status = 0;
    std::string reason;
    TestFields headers;  ///< in the order in which they were sent
    std::string body;    ///< without the framing of chunks
    bool is_cut = false; ///< the connection was cut within the body because its source failed
    std::string path{};  ///< that was requested, with the query; after redirects, the last one
    std::vector<TestResponse> history{}; ///< those before it, when redirects were followed

    /// The body as JSON. Throws std::runtime_error when it is not JSON; what Content-Type says does
    /// not matter.
    Value json() const;
    /// The value of the first field of that name, in any case; empty when it is not there.
    std::string_view header(std::string_view name) const;
    /// Every value of that name, such as Set-Cookie's.
    std::vector<std::string_view> header_list(std::string_view name) const;
};

/// A file to send with a form. Without a content_type none is sent.
struct TestFile {
    std::string name; ///< of the form's field
    std::string filename;
    std::string content;
    std::string content_type = "application/octet-stream";
};

/// What a request has besides its method and path.
struct TestRequest {
    TestFields headers{};
    TestFields form{};  ///< sent urlencoded, when there are any and no files
    std::string body{}; ///< sent when there is neither form nor files
    /// Sent with the form as multipart/form-data, when there are any.
    std::vector<TestFile> files{};
    /// Sent as application/json when there are neither form nor files nor body.
    std::optional<Value> json{};
    /// Goes on where the response leads, as a browser does: with GET, or by the same method and
    /// with the same body after 307 and 308. At most 20 times.
    bool follow_redirects = false;
    /// For the Host field, instead of the client's; a cookie goes to the hosts that it is for.
    std::string host{};
};

/// Who the client is, and where it finds the application.
struct TestClientOptions {
    std::string host = "localhost";        ///< of the Host field; may have a port
    bool secure = false;                   ///< as if over https: Secure cookies are kept and sent
    std::string remote_addr = "127.0.0.1"; ///< what Request::remote_addr says
};

/// Sends requests to an application without a socket: through the same reader, the same limits and
/// the same writer that serve the network. It keeps cookies as a browser does (RFC 6265bis: path,
/// domain, Secure, expiry, name prefixes).
///
///     costrel::TestClient client(app);
///     client.post("/login", {{"username", "admin"}});
///     EXPECT_EQ(client.get("/").body, "Logged in as admin");
class TestClient {
public:
    /// Starts the application. Throws ConfigError when its configuration cannot work; routes that
    /// are added afterwards are not seen.
    explicit TestClient(App& app, TestClientOptions options = {});
    explicit TestClient(App&&, TestClientOptions = {}) = delete; // the application must outlive it
    TestClient(TestClient&&) noexcept;
    TestClient& operator=(TestClient&&) noexcept;
    ~TestClient();

    TestResponse get(std::string_view path, const TestFields& headers = {});
    TestResponse post(std::string_view path, const TestFields& form,
                      const TestFields& headers = {});
    TestResponse open(std::string_view method, std::string_view path,
                      const TestRequest& request = {});

    /// The same with POST and a value as application/json.
    TestResponse post_json(std::string_view path, const Value& value,
                           const TestFields& headers = {});

    /// What the server sends when `bytes` come over a new connection that then ends: for requests
    /// that no other function here would send. Cookies are neither sent nor kept.
    std::string exchange(std::string_view bytes);

    /// Opens the client's session, lets `change` look at it and change it, and saves it into the
    /// client's cookies, as Flask's session_transaction() does. Throws std::runtime_error without a
    /// secret key.
    ///
    ///     client.session_transaction([](Session& session) { session["user_id"] = 1; });
    template <class F>
    void session_transaction(F change)
    {
        change(begin_transaction());
        end_transaction();
    }

    /// The value of a cookie that the client keeps.
    std::optional<std::string> cookie(std::string_view name) const;
    void set_cookie(std::string_view name, std::string_view value);
    void delete_cookie(std::string_view name);

    /// Stops the clock of the application and of the client's cookies at `now`.
    void set_time(std::chrono::sys_seconds now);
    /// Moves the clock on, and stops it there.
    void advance_time(std::chrono::seconds by);

private:
    class State;

    Session& begin_transaction();
    void end_transaction();

    detail::Pimpl<State> state_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
