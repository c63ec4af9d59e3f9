#pragma once

#include "stores/postgresql/options.hpp"

#include <costrel/session/store.hpp>

#include <cstddef>
#include <libpq-fe.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {

// A connection to PostgreSQL for a thread that may wait, up to a deadline. Everything is text. All
// of it throws std::runtime_error, which says the SQLSTATE and nothing of the text of an error, and
// then the connection is closed; the next call opens another one.
class Conversation {
public:
    explicit Conversation(PostgresEndpoint endpoint) : endpoint_(std::move(endpoint)) {}
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    static constexpr std::size_t few_bytes = std::size_t{64} * 1024;

    const PostgresEndpoint& endpoint() const noexcept { return endpoint_; }
    bool is_open() const noexcept { return connection_ != nullptr; }
    void open(Deadline deadline);
    void close() noexcept { connection_.reset(); }
    // The rows of a statement, each of which is a single column. More bytes than that, with a few
    // for each row, are an error.
    std::vector<std::string> ask(const std::string& sql, const std::vector<std::string>& parameters,
                                 Deadline deadline, std::size_t most_bytes = few_bytes);
    // Until a channel that is listened to has something, or the deadline. Others that came are
    // forgotten.
    void wait_for_notice(Deadline deadline);

private:
    struct Finish {
        void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    };

    std::vector<std::string> receive(Deadline deadline, std::size_t most_bytes);
    void send_all(Deadline deadline);
    void receive_some(Deadline deadline);
    bool wait(bool to_write, Deadline deadline);
    [[noreturn]] void fail(const std::string& why);

    const PostgresEndpoint endpoint_;
    std::unique_ptr<PGconn, Finish> connection_;
    bool has_notice_ = false; // of a channel that is listened to
};

} // namespace costrel::inline v1::stores
