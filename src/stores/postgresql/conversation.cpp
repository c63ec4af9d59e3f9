#include "stores/postgresql/conversation.hpp"

#include "session/polling.hpp"
#include "stores/postgresql/postgres_result.hpp"
#include "stores/postgresql/statement.hpp"

#include <chrono>
#include <stdexcept>

namespace costrel::inline v1::stores {

namespace {

using Received = std::unique_ptr<PGresult, decltype(&PQclear)>;

void drop_notice(void*, const char*) {}

} // namespace

void Conversation::fail(const std::string& why)
{
    close();
    throw std::runtime_error(why);
}

// False when the deadline has passed, whatever has come.
bool Conversation::wait(bool to_write, Deadline deadline)
{
    if (std::chrono::steady_clock::now() >= deadline)
        return false;
    return session::poll_until(PQsocket(connection_.get()),
                               to_write ? detail::Direction::writing : detail::Direction::reading,
                               deadline);
}

void Conversation::open(Deadline deadline)
{
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : endpoint_.parameters) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    has_notice_ = false;
    connection_.reset(PQconnectStartParams(names.data(), values.data(), 0));
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (!connection_ || next == PGRES_POLLING_FAILED ||
            PQstatus(connection_.get()) == CONNECTION_BAD)
            fail("no connection to PostgreSQL");
        if (!wait(next == PGRES_POLLING_WRITING, deadline))
            fail("PostgreSQL does not let a connection be opened in time");
        next = PQconnectPoll(connection_.get());
    }
    PQsetNoticeProcessor(connection_.get(), drop_notice, nullptr);
    PQsetnonblocking(connection_.get(), 1);
}

std::vector<std::string> Conversation::ask(const std::string& sql,
                                           const std::vector<std::string>& parameters,
                                           Deadline deadline, std::size_t most_bytes)
{
    std::vector<const char*> values;
    for (const std::string& parameter : parameters)
        values.push_back(parameter.c_str());
    if (PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                          values.data(), nullptr, nullptr, 0) != 1)
        fail("PostgreSQL could not be asked");
    PQsetSingleRowMode(connection_.get()); // otherwise libpq takes all that come
    send_all(deadline);
    return receive(deadline, most_bytes);
}

void Conversation::send_all(Deadline deadline)
{
    for (;;) {
        const int left = PQflush(connection_.get());
        if (left == 0)
            return;
        if (left < 0)
            fail("the connection to PostgreSQL broke");
        if (!wait(true, deadline))
            fail("PostgreSQL did not reply in time");
    }
}

void Conversation::receive_some(Deadline deadline)
{
    if (!wait(false, deadline))
        fail("PostgreSQL did not reply in time");
    if (PQconsumeInput(connection_.get()) != 1)
        fail("PostgreSQL closed the connection");
    has_notice_ = drop_notices(*connection_) || has_notice_;
}

std::vector<std::string> Conversation::receive(Deadline deadline, std::size_t most_bytes)
{
    constexpr std::size_t bytes_of_a_row = 64; // beside its text
    std::vector<std::string> rows;
    std::string error;
    for (;;) {
        while (PQisBusy(connection_.get()) != 0)
            receive_some(deadline);
        const Received result(PQgetResult(connection_.get()), PQclear);
        if (!result)
            break;
        const ExecStatusType status = PQresultStatus(result.get());
        if (is_copy(status))
            fail("PostgreSQL sent what it was not asked for");
        if (status != PGRES_TUPLES_OK && status != PGRES_SINGLE_TUPLE &&
            status != PGRES_COMMAND_OK) {
            const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
            error = postgres_error(state ? state : "").message;
        }
        const int count = PQntuples(result.get());
        if (count > 0 && PQnfields(result.get()) != 1)
            fail("PostgreSQL sent what it was not asked for");
        for (int row = 0; row < count; ++row) {
            const auto size = static_cast<std::size_t>(PQgetlength(result.get(), row, 0));
            if (bytes_of_a_row + size > most_bytes)
                fail("PostgreSQL sent more than it was asked for");
            most_bytes -= bytes_of_a_row + size;
            rows.emplace_back(PQgetvalue(result.get(), row, 0), size);
        }
    }
    if (!error.empty())
        fail(error);
    return rows;
}

void Conversation::wait_for_notice(Deadline deadline)
{
    do {
        if (PQconsumeInput(connection_.get()) != 1)
            fail("PostgreSQL closed the connection");
        has_notice_ = drop_notices(*connection_) || has_notice_;
    } while (!has_notice_ && wait(false, deadline));
    has_notice_ = false;
}

} // namespace costrel::inline v1::stores
