#include "stores/framework_names.hpp"
#include "stores/postgresql/postgres_link.hpp"
#include "stores/postgresql/postgres_result.hpp"

#include <costrel/stores/postgresql.hpp>

#include <algorithm>
#include <array>
#include <netdb.h>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {

// Opening takes several replies of the server: to the login, to a look at the table, which is made
// if it is missing, and to the statements that are prepared.

namespace {

using Code = StoreError::Code;
using detail::Direction;

std::string text_of(const Address& address)
{
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address.storage), address.size,
                      text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    return text.data();
}

// Looking, making and preparing take half of them.
constexpr unsigned most_results = 64;
// At once: the deadlines have to be looked at, whatever the server sends.
constexpr int most_polls = 64;

void ignore_notice(void*, const char*) {}

} // namespace

void PostgresLink::open()
{
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : endpoint_->parameters) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    // So that libpq looks no name up, which would block: all addresses, each with the name, which a
    // certificate has to be of.
    std::string addresses;
    std::string hosts;
    if (addresses_) {
        order_addresses();
        if (order_.empty()) {
            addresses_->renew();
            end_opening({Code::unavailable, "the host of PostgreSQL has no address"});
            return;
        }
        for (const std::string& address : order_) {
            addresses.append(addresses.empty() ? "" : ",").append(address);
            hosts.append(hosts.empty() ? "" : ",").append(endpoint_->host);
        }
        names.insert(names.end(), {"host", "hostaddr"}); // the last ones count
        values.insert(values.end(), {hosts.c_str(), addresses.c_str()});
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

// In what order they are tried. If the time was up while one was, it is the last one now: it would
// use up the next deadline as well.
void PostgresLink::order_addresses()
{
    if (stuck_) {
        avoided_ = order_[*std::exchange(stuck_, std::nullopt)];
        addresses_->renew(); // for the next time
    }
    order_.clear();
    for (const Address& address : addresses_->now()) {
        std::string text = text_of(address);
        if (!text.empty() && std::ranges::find(order_, text) == order_.end())
            order_.push_back(std::move(text));
    }
    const auto avoided = std::ranges::find(order_, avoided_);
    if (avoided != order_.end())
        std::rotate(order_.begin(), avoided + 1, order_.end());
}

// Which of them libpq is at.
std::optional<std::size_t> PostgresLink::place_in_order() const noexcept
{
    const char* const address = PQhostaddr(connection_);
    const auto place = std::ranges::find_if(order_, [address](std::string_view text) {
        return address && text.substr(0, text.find('%')) == address; // libpq knows no zone
    });
    if (place == order_.end())
        return std::nullopt;
    return static_cast<std::size_t>(place - order_.begin());
}

void PostgresLink::end_opening(StoreError error)
{
    has_given_up_ = true;
    fail(std::move(error));
}

void PostgresLink::fail_to_open(const char* otherwise)
{
    if (addresses_)
        addresses_->renew();
    if (!sql_state_.empty()) {
        end_opening(postgres_error(std::exchange(sql_state_, {})));
        return;
    }
    // libpq tells no code of what the server said before it let us in, but of a password it does.
    const bool is_denied = connection_ && PQconnectionNeedsPassword(connection_) != 0;
    const bool was_rejected =
        connection_ && PQconnectionUsedPassword(connection_) != 0 &&
        std::string_view(PQerrorMessage(connection_)).find("FATAL") != std::string_view::npos;
    end_opening({is_denied || was_rejected ? Code::denied : Code::unavailable, otherwise});
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
    for (int polls = 0;; ++polls) {
        const bool is_reading = polling_ == PGRES_POLLING_READING;
        pollfd polled{PQsocket(connection_), static_cast<short>(is_reading ? POLLIN : POLLOUT), 0};
        if (polls == most_polls || ::poll(&polled, 1, 0) == 0)
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
            end_opening({Code::corrupt, std::string(no_table)});
    } else if (columns_ && *columns_ != postgres_columns()) {
        end_opening({Code::corrupt, std::string(other_columns)});
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
            sent = PQsendPrepare(connection_, texts_[kind].name.c_str(), texts_[kind].sql.c_str(),
                                 static_cast<int>(texts_[kind].types.size()),
                                 texts_[kind].types.data()) == 1;
    if (!sent || PQpipelineSync(connection_) == 0)
        fail_to_open("PostgreSQL could not be asked");
}

Direction PostgresLink::receive_opening()
{
    // Once: libpq reads all that comes as long as it has memory, and doubles that each time.
    if (!move_bytes())
        return Direction::none;
    for (int nothing = 0; nothing < 2 && !PQisBusy(connection_);) {
        const PostgresResult result(PQgetResult(connection_));
        nothing = result ? 0 : nothing + 1;
        if (result) {
            const ExecStatusType status = PQresultStatus(result.get());
            if (++results_ > most_results || is_copy(status)) {
                end_opening({Code::corrupt, std::string(not_asked)});
                return Direction::none;
            }
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
                // Of a column that is missing libpq gives no value at all.
                if (PQnfields(result.get()) != 2) {
                    end_opening({Code::corrupt, std::string(not_asked)});
                    return Direction::none;
                }
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
    has_unsent_ = PQflush(connection_) == 1; // the next question; that it broke is seen next
    return direction();
}

} // namespace costrel::inline v1::stores
