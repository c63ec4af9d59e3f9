#include "stores/postgresql/postgres_link.hpp"

#include "stores/postgresql/framework_statement.hpp"
#include "stores/postgresql/postgres_result.hpp"

#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;
using detail::Direction;
using Kind = PostgresStatement::Kind;

} // namespace

PostgresLink::PostgresLink(std::shared_ptr<const PostgresEndpoint> endpoint,
                           std::optional<Addresses> addresses)
    : endpoint_(std::move(endpoint)), addresses_(std::move(addresses))
{
    for (std::size_t kind = 0; kind < texts_.size(); ++kind) {
        texts_[kind] = endpoint_->framework
                           ? framework_text(static_cast<Kind>(kind), *endpoint_->framework)
                           : postgres_text(static_cast<Kind>(kind), endpoint_->table);
        texts_[kind].name = "costrel_" + std::to_string(kind);
    }
}

PostgresLink::~PostgresLink()
{
    close();
}

void PostgresLink::close() noexcept
{
    if (!std::exchange(has_given_up_, false) && connection_ && phase_ != Phase::done)
        stuck_ = place_in_order();
    if (connection_)
        PQfinish(std::exchange(connection_, nullptr));
    phase_ = Phase::connecting;
    polling_ = PGRES_POLLING_WRITING;
    columns_.reset();
    sql_state_.clear();
    looks_ = 0;
    results_ = 0;
    is_outdated_ = false;
    has_unsent_ = false;
}

Direction PostgresLink::direction() const noexcept
{
    return has_unsent_ ? Direction::both : Direction::reading;
}

// Sends and receives what can be; false when the connection is closed.
bool PostgresLink::move_bytes()
{
    const int unsent = PQflush(connection_);
    has_unsent_ = unsent == 1;
    if (unsent >= 0 && PQconsumeInput(connection_) == 1) {
        drop_notices(*connection_); // nobody listens here
        return true;
    }
    if (state() == State::opening)
        fail_to_open("PostgreSQL closed the connection");
    else
        fail({Code::broken, "PostgreSQL closed the connection"});
    return false;
}

void PostgresLink::send(Request& request)
{
    auto& statement = static_cast<PostgresStatement&>(request);
    // Each is a transaction of its own. In that of a join the user's list is locked first, by a
    // statement before it: one that had to wait would not see what it waited for.
    bool is_sent = true;
    if (statement.kind == Kind::join)
        is_sent = send(Kind::lock, {statement.parameters.front().substr(0, sizeof(std::int64_t))});
    if (!is_sent || !send(statement.kind, statement.parameters)) // no memory, or the connection was
        statement.error = {Code::unavailable,                    // closed, as the next step sees
                           "PostgreSQL could not be asked"};
    PQpipelineSync(connection_);
}

bool PostgresLink::send(Kind kind, const std::vector<std::string>& parameters)
{
    const auto number = static_cast<std::size_t>(kind);
    const int count = static_cast<int>(parameters.size());
    std::array<const char*, 8> values{};
    std::array<int, 8> lengths{};
    std::array<int, 8> formats{};
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        values[i] = parameters[i].data();
        lengths[i] = static_cast<int>(parameters[i].size());
        formats[i] = 1;
    }
    const PostgresText& text = texts_[number];
    if (endpoint_->prepared)
        return PQsendQueryPrepared(connection_, text.name.c_str(), count, values.data(),
                                   lengths.data(), formats.data(), 1) == 1;
    return PQsendQueryParams(connection_, text.sql.c_str(), count, text.types.data(), values.data(),
                             lengths.data(), formats.data(), 1) == 1;
}

Direction PostgresLink::transfer()
{
    if (!move_bytes())
        return Direction::none;
    for (int nothing = 0; nothing < 2 && has_place() && !PQisBusy(connection_);) {
        const PostgresResult result(PQgetResult(connection_));
        nothing = result ? 0 : nothing + 1;
        if (result && is_copy(PQresultStatus(result.get()))) {
            fail({Code::corrupt, std::string(not_asked)});
            return Direction::none;
        }
        if (result)
            take(*result);
    }
    if (is_outdated_) {
        fail({Code::broken, "PostgreSQL changed a table"});
        return Direction::none;
    }
    return direction();
}

void PostgresLink::take(PGresult& result)
{
    const ExecStatusType status = PQresultStatus(&result);
    auto* const statement = static_cast<PostgresStatement*>(next_place());
    if (status == PGRES_PIPELINE_SYNC) {
        // That of a join is the last one: before it the lock has one of its own.
        if (statement && statement->row && statement->row->size() != columns_of(statement->kind)) {
            statement->row.reset();
            statement->error = {Code::corrupt, std::string(not_asked)};
        }
        // A table has other types by now: what was prepared would fail as long as it is there.
        if (statement && endpoint_->prepared && statement->sql_state == "0A000")
            is_outdated_ = true;
        replied();
        return;
    }
    if (!statement)
        return;
    if (status == PGRES_TUPLES_OK && PQntuples(&result) > 0) {
        statement->row.emplace();
        for (int column = 0; column < PQnfields(&result); ++column)
            statement->row->emplace_back(PQgetvalue(&result, 0, column),
                                         static_cast<std::size_t>(PQgetlength(&result, 0, column)));
    } else if (status == PGRES_COMMAND_OK) {
        const std::string_view count = PQcmdTuples(&result);
        std::from_chars(count.data(), count.data() + count.size(), statement->affected);
    } else if (status != PGRES_TUPLES_OK && !statement->error) { // of two the first one's
        statement->sql_state = sql_state_of(result);
        statement->error = postgres_error(statement->sql_state);
    }
}

bool PostgresLink::is_alive() noexcept
{
    // The second time sees the end that stood behind what the first one read.
    return PQconsumeInput(connection_) == 1 && PQconsumeInput(connection_) == 1 &&
           PQstatus(connection_) == CONNECTION_OK;
}

} // namespace costrel::inline v1::stores
