// What an operator is shown holds nothing that would let them be somebody: no ID, no key, no
// record, no name, in any line of the log or on the page of metrics.
#include "log_taker.hpp"

#include <costrel/costrel.hpp>
#include <costrel/metrics.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session/store.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view user = "ann@example.org";
constexpr std::string_view word = "a-word-of-the-session";
constexpr std::string_view secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a";

// A store in memory that fails when it is told to, and knows what it was given.
class Recording final : public SessionStore {
public:
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        note(key.bytes);
        if (is_down)
            co_return failure;
        co_return co_await memory_->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        note(key.bytes);
        note(record.bytes);
        if (is_down)
            co_return failure;
        co_return co_await memory_->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        note(record.bytes);
        if (is_down)
            co_return failure;
        co_return co_await memory_->replace(std::move(key), expected, std::move(record), deadline);
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        co_return co_await memory_->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        if (is_down)
            co_return failure;
        co_return co_await memory_->erase(std::move(key), durable, deadline);
    }

    bool is_down = false;
    std::vector<std::string> given;

private:
    void note(std::string_view bytes) { given.emplace_back(bytes.substr(0, 24)); }

    const StoreError failure{.message = "it is down"};
    std::shared_ptr<SessionStore> memory_ = memory_store();
};

// Raw, and as the log escapes bytes, and in digits.
std::vector<std::string> spellings(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string escaped, hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const std::string two{digits[byte >> 4U], digits[byte & 15U]};
        hex += two;
        escaped += byte < 0x20 || byte >= 0x7F ? "\\x" + two : std::string(1, c);
    }
    return {std::string(bytes), escaped, hex};
}

// What stands in the cookie, but for the short parts.
void add_parts(const TestResponse& response, std::vector<std::string>& secrets)
{
    for (const auto& field : response.header_list("Set-Cookie")) {
        std::string value(field.substr(field.find('=') + 1));
        value.resize(value.find(';'));
        for (std::size_t begin = 0; begin < value.size();) {
            const std::size_t end = std::min(value.find('.', begin), value.size());
            if (end - begin > 8)
                secrets.push_back(value.substr(begin, end - begin));
            begin = end + 1;
        }
    }
}

App make_app(Config config)
{
    config.secret_key = secret_key;
    App app(std::move(config));
    app.post("/login", [](Session& session) {
        login_user(session, user);
        session["word"] = word;
        return Response(204);
    });
    app.get("/count", [](Session& session) { return std::to_string(session.add("n")); });
    app.get("/refuse", [](Session& session) -> Response {
        session["big"] = std::string(10'000, 'x');
        throw std::runtime_error("a mistake of the handler");
    });
    app.get("/large", [](Session& session) {
        std::string text; // that does not become shorter
        for (std::uint32_t n = 1; text.size() < 9'000; n = n * 1'664'525U + 1'013'904'223U)
            text += std::to_string(n);
        session["big"] = text;
        return Response(204);
    });
    app.post("/logout", [](Session& session) {
        logout_user(session);
        return Response(204);
    });
    app.get<metrics>("/metrics");
    return app;
}

// What a day brings: a login, changes, a forged cookie, a store that is down, a logout, and the
// old cookie again. Gives what must not be shown.
std::vector<std::string> walk(App& app, Recording* store)
{
    TestClient client(app);
    std::vector<std::string> secrets{std::string(user), std::string(word), std::string(secret_key)};
    const TestResponse login = client.open("POST", "/login");
    add_parts(login, secrets);
    const std::string cookie(
        login.header("Set-Cookie").substr(0, login.header("Set-Cookie").find(';')));
    for (const char* const path : {"/count", "/large", "/refuse", "/count"})
        add_parts(client.get(path), secrets);

    std::string forged = cookie;
    forged[forged.size() - 2] ^= 1;
    TestClient stranger(app);
    stranger.get("/count", {{"Cookie", forged}});
    if (store) {
        store->is_down = true;
        client.get("/count");
        client.open("POST", "/logout");
        store->is_down = false;
    }
    client.open("POST", "/logout");
    stranger.get("/count", {{"Cookie", cookie}});
    if (store)
        secrets.insert(secrets.end(), store->given.begin(), store->given.end());
    return secrets;
}

void expect_nothing_in(std::string_view shown, const std::vector<std::string>& secrets)
{
    for (const std::string& secret : secrets)
        for (const std::string& spelling : spellings(secret))
            EXPECT_THAT(shown, Not(HasSubstr(spelling)));
}

TEST(SessionSecrets, StandNeitherInTheLogNorInTheMetricsOfAStore)
{
    LogTaker log;
    const auto store = std::make_shared<Recording>();
    App app = make_app({.session_store = std::shared_ptr<SessionStore>(store)});
    const auto secrets = walk(app, store.get());
    const std::string page = TestClient(app).get("/metrics").body;
    EXPECT_THAT(log.text(), HasSubstr("it is down"));
    EXPECT_THAT(page,
                HasSubstr("costrel_session_store_calls_total{op=\"load\",outcome=\"failed\"} "));
    expect_nothing_in(log.text(), secrets);
    expect_nothing_in(page, secrets);
}

TEST(SessionSecrets, StandNeitherInTheLogNorInTheMetricsOfCookies)
{
    for (const auto& format : {SessionFormat::flask(), SessionFormat::sealed()}) {
        LogTaker log;
        App app = make_app({.session_format = format, .session_revocations = local_revocations()});
        const auto secrets = walk(app, nullptr);
        const std::string page = TestClient(app).get("/metrics").body;
        EXPECT_THAT(log.text(), HasSubstr("larger than"));
        EXPECT_THAT(page, HasSubstr("costrel_sessions_opened_total"));
        expect_nothing_in(log.text(), secrets);
        expect_nothing_in(page, secrets);
    }
}

} // namespace
