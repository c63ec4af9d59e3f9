#include "stores/postgresql/postgres_link.hpp"

#include "stores/framework_names.hpp"
#include "stores/postgresql/framework_statement.hpp"

#include <costrel/stores/postgresql.hpp>

#include <charconv>
#include <netdb.h>
#include <poll.h>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;
using detail::Direction;
using Kind = PostgresStatement::Kind;

struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

std::string name_of(std::size_t kind)
{
    return "costrel_" + std::to_string(kind);
}

std::string text_of(const Address& address)
{
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address.storage), address.size,
                      text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    return text.data();
}

void ignore_notice(void*, const char*) {}

std::string sql_state_of(const PGresult& result)
{
    const char* const state = PQresultErrorField(&result, PG_DIAG_SQLSTATE);
    return state ? state : "";
}

} // namespace

PostgresLink::PostgresLink(std::shared_ptr<const PostgresEndpoint> endpoint,
                           std::optional<Addresses> addresses)
    : endpoint_(std::move(endpoint)), addresses_(std::move(addresses))
{
    for (std::size_t kind = 0; kind < texts_.size(); ++kind)
        texts_[kind] = endpoint_->framework
                           ? framework_text(static_cast<Kind>(kind), *endpoint_->framework)
                           : postgres_text(static_cast<Kind>(kind), endpoint_->table);
}

PostgresLink::~PostgresLink()
{
    close();
}

void PostgresLink::close() noexcept
{
    if (connection_)
        PQfinish(std::exchange(connection_, nullptr));
    phase_ = Phase::connecting;
    polling_ = PGRES_POLLING_WRITING;
    columns_.reset();
    sql_state_.clear();
    looks_ = 0;
    has_unsent_ = false;
}

void PostgresLink::open()
{
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : endpoint_->parameters) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    // So that libpq looks no name up, which would block.
    std::string address;
    if (addresses_) {
        const auto known = addresses_->now();
        address = known.empty() ? std::string() : text_of(known.front());
        if (address.empty()) {
            addresses_->renew();
            fail({Code::unavailable, "the host of PostgreSQL has no address"});
            return;
        }
        names.push_back("hostaddr");
        values.push_back(address.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    connection_ = PQconnectStartParams(names.data(), values.data(), 0);
    if (!connection_ || PQstatus(connection_) == CONNECTION_BAD) {
        fail_to_open("no connection to PostgreSQL");
        return;
    }
    PQsetNoticeProcessor(connection_, ignore_notice, nullptr);
}

void PostgresLink::fail_to_open(const char* otherwise)
{
    if (addresses_)
        addresses_->renew();
    if (!sql_state_.empty()) {
        fail(postgres_error(std::exchange(sql_state_, {})));
        return;
    }
    // libpq tells no code of what the server said before it let us in, but of a password it does.
    const bool is_denied = connection_ && PQconnectionNeedsPassword(connection_) != 0;
    const bool was_rejected =
        connection_ && PQconnectionUsedPassword(connection_) != 0 &&
        std::string_view(PQerrorMessage(connection_)).find("FATAL") != std::string_view::npos;
    fail({is_denied || was_rejected ? Code::denied : Code::unavailable, otherwise});
}

Direction PostgresLink::go_on_opening()
{
    if (phase_ == Phase::connecting) {
        const Direction wanted = connect();
        if (phase_ == Phase::connecting)
            return wanted;
    }
    return receive_opening();
}

Direction PostgresLink::connect()
{
    for (;;) {
        const bool is_reading = polling_ == PGRES_POLLING_READING;
        pollfd polled{PQsocket(connection_), static_cast<short>(is_reading ? POLLIN : POLLOUT), 0};
        if (::poll(&polled, 1, 0) == 0)
            return is_reading ? Direction::reading : Direction::writing;
        about_to_close(); // libpq goes on to another address by itself
        polling_ = PQconnectPoll(connection_);
        if (polling_ == PGRES_POLLING_FAILED) {
            fail_to_open("no connection to PostgreSQL");
            return Direction::none;
        }
        if (polling_ == PGRES_POLLING_OK)
            break;
    }
    PQsetnonblocking(connection_, 1);
    look_at_table();
    return Direction::none;
}

// Not in pipeline mode yet: one after the other.
void PostgresLink::look_at_table()
{
    phase_ = Phase::looking;
    columns_.reset();
    const std::string name =
        endpoint_->framework ? quoted_table(endpoint_->framework->name) : endpoint_->table;
    const std::string of_user = endpoint_->table + "_of_user";
    const std::array<const char*, 2> tables{name.c_str(), of_user.c_str()};
    constexpr const char* look =
        "select string_agg(attname::text || ' ' || format_type(atttypid, atttypmod), ', ' "
        "order by attnum), to_regclass($2) is not null from pg_attribute "
        "where attrelid = to_regclass($1) and attnum > 0 and not attisdropped";
    if (++looks_ > 3 ||
        PQsendQueryParams(connection_, look, 2, nullptr, tables.data(), nullptr, nullptr, 0) == 0)
        fail_to_open("PostgreSQL could not be asked for its table");
}

void PostgresLink::looked()
{
    if (endpoint_->framework) { // which makes its table, and may add columns
        if (columns_)
            prepare();
        else
            fail({Code::corrupt, std::string(no_table)});
    } else if (columns_ && *columns_ != postgres_columns()) {
        fail({Code::corrupt, std::string(other_columns)});
    } else if (!columns_ || !lists_users_) {
        phase_ = Phase::making;
        if (PQsendQuery(connection_, postgres_schema(endpoint_->table).c_str()) == 0)
            fail_to_open("PostgreSQL could not be asked to make its table");
    } else {
        prepare();
    }
}

void PostgresLink::prepare()
{
    phase_ = Phase::preparing;
    bool sent = PQenterPipelineMode(connection_) == 1;
    if (!endpoint_->synchronous_commit)
        sent = sent && PQsendQueryParams(connection_, "set synchronous_commit = off", 0, nullptr,
                                         nullptr, nullptr, nullptr, 0) == 1;
    if (endpoint_->prepared)
        for (std::size_t kind = 0; kind < texts_.size() && sent; ++kind)
            sent = PQsendPrepare(connection_, name_of(kind).c_str(), texts_[kind].sql.c_str(),
                                 static_cast<int>(texts_[kind].types.size()),
                                 texts_[kind].types.data()) == 1;
    if (!sent || PQpipelineSync(connection_) == 0)
        fail_to_open("PostgreSQL could not be asked");
}

Direction PostgresLink::receive_opening()
{
    for (int nothing = 0; nothing < 2;) {
        if (!move_bytes())
            return Direction::none;
        if (PQisBusy(connection_))
            return direction();
        const Result result(PQgetResult(connection_));
        nothing = result ? 0 : nothing + 1;
        if (result) {
            const ExecStatusType status = PQresultStatus(result.get());
            if (status == PGRES_FATAL_ERROR)
                sql_state_ = sql_state_of(*result);
            else if (status == PGRES_PIPELINE_SYNC && sql_state_.empty()) {
                phase_ = Phase::done;
                opened();
                return Direction::none;
            } else if (status == PGRES_PIPELINE_SYNC) {
                fail_to_open("PostgreSQL does not take its statements");
                return Direction::none;
            } else if (phase_ == Phase::looking && PQntuples(result.get()) == 1) {
                if (!PQgetisnull(result.get(), 0, 0))
                    columns_ = PQgetvalue(result.get(), 0, 0);
                lists_users_ = *PQgetvalue(result.get(), 0, 1) == 't';
            }
        } else if (phase_ == Phase::looking) { // its results are over
            if (!sql_state_.empty())
                fail_to_open("PostgreSQL could not be asked for its table");
            else
                looked();
            nothing = 0;
        } else if (phase_ == Phase::making) {
            // Another process may have been faster.
            if (sql_state_.empty() || sql_state_ == "42P07" || sql_state_ == "23505") {
                sql_state_.clear();
                look_at_table();
            } else {
                fail_to_open("PostgreSQL could not make its table");
            }
            nothing = 0;
        }
        if (!connection_)
            return Direction::none;
    }
    return direction();
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
    if (unsent >= 0 && PQconsumeInput(connection_) == 1)
        return true;
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
    if (endpoint_->prepared)
        return PQsendQueryPrepared(connection_, name_of(number).c_str(), count, values.data(),
                                   lengths.data(), formats.data(), 1) == 1;
    const PostgresText& text = texts_[number];
    return PQsendQueryParams(connection_, text.sql.c_str(), count, text.types.data(), values.data(),
                             lengths.data(), formats.data(), 1) == 1;
}

Direction PostgresLink::transfer()
{
    if (!move_bytes())
        return Direction::none;
    for (int nothing = 0; nothing < 2 && has_place() && !PQisBusy(connection_);) {
        const Result result(PQgetResult(connection_));
        nothing = result ? 0 : nothing + 1;
        if (result)
            take(*result);
    }
    return direction();
}

void PostgresLink::take(PGresult& result)
{
    const ExecStatusType status = PQresultStatus(&result);
    if (status == PGRES_PIPELINE_SYNC) {
        replied();
        return;
    }
    auto* const statement = static_cast<PostgresStatement*>(next_place());
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
        statement->error = postgres_error(sql_state_of(result));
    }
}

bool PostgresLink::is_alive() noexcept
{
    // The second time sees the end that stood behind what the first one read.
    return PQconsumeInput(connection_) == 1 && PQconsumeInput(connection_) == 1 &&
           PQstatus(connection_) == CONNECTION_OK;
}

} // namespace costrel::inline v1::stores
