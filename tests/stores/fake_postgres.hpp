#pragma once

#include "stores/fake_server.hpp"

#include <functional>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// A server on loopback that lets everybody in, takes statements as PostgreSQL does, and replies
// what it is told to.
class FakePostgres {
public:
    // The messages that a statement is replied by; nothing: those of a table that is as it has to
    // be, and empty.
    using Answer = std::function<std::optional<std::string>(const std::string& sql)>;

    explicit FakePostgres(Answer answer = {}, const char* address = "127.0.0.1",
                          std::uint16_t port = 0);

    std::uint16_t port() const noexcept { return server_.port(); }
    std::string url(const std::string& host = "127.0.0.1") const;
    void set_answer(Answer answer);
    // What is sent without end behind the reply to a statement.
    void set_flood(std::string flood);
    int connections() const noexcept { return server_.connections; }

    static std::string message(char type, std::string_view body = {});
    // One row of text, and that it was all.
    static std::string row(std::initializer_list<std::string_view> columns);
    static std::string row_alone(std::initializer_list<std::string_view> columns);
    static std::string columns_alone(std::size_t count);
    static std::string done(std::string_view tag = "SELECT 1");
    static std::string error(std::string_view sql_state);

private:
    void serve(FakeServer::Connection connection);
    std::string reply(const std::string& sql);

    std::mutex mutex_;
    Answer answer_;
    std::string flood_;
    FakeServer server_;
};

} // namespace costrel::inline v1::stores
