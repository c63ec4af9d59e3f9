#pragma once

#include "stores/link/addresses.hpp"
#include "stores/link/link.hpp"
#include "stores/postgresql/options.hpp"
#include "stores/postgresql/statement.hpp"

#include <array>
#include <cstddef>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::stores {

// Why a table of other columns is of no use: the whole message of that error.
inline constexpr std::string_view other_columns = "the table of the sessions has other columns";
// The same of a table of another framework that is missing.
inline constexpr std::string_view no_table = "the other framework's table is missing";

// What a server replies that is none, or one that means harm.
inline constexpr std::string_view not_asked = "PostgreSQL sent what it was not asked for";

class PostgresLink final : public Link {
public:
    PostgresLink(std::shared_ptr<const PostgresEndpoint> endpoint,
                 std::optional<Addresses> addresses);
    ~PostgresLink() override;

private:
    // What opening a connection has come to.
    enum class Phase : std::uint8_t { connecting, looking, making, preparing, done };

    void open() override;
    detail::Direction go_on_opening() override;
    void send(Request& request) override;
    bool send(PostgresStatement::Kind kind, const std::vector<std::string>& parameters);
    detail::Direction transfer() override;
    void close() noexcept override;
    int descriptor() const noexcept override { return connection_ ? PQsocket(connection_) : -1; }
    bool is_alive() noexcept override;

    void order_addresses();
    std::optional<std::size_t> place_in_order() const noexcept;
    detail::Direction connect();
    void look_at_table();
    void looked();
    void prepare();
    detail::Direction receive_opening();
    void take(PGresult& result);
    bool move_bytes();
    detail::Direction direction() const noexcept;
    void fail_to_open(const char* otherwise);
    // Of its own accord, not because time is up.
    void end_opening(StoreError error);

    const std::shared_ptr<const PostgresEndpoint> endpoint_;
    const std::optional<Addresses> addresses_;
    std::array<PostgresText, PostgresStatement::kinds> texts_;
    std::vector<std::string> order_;   // of the addresses, at the last opening
    std::optional<std::size_t> stuck_; // of those, where its time was up
    std::string avoided_;              // where that happened last
    bool has_given_up_ = false;
    PGconn* connection_ = nullptr;
    Phase phase_ = Phase::connecting;
    PostgresPollingStatusType polling_ = PGRES_POLLING_WRITING;
    std::optional<std::string> columns_; // of the table, while they are looked at
    bool lists_users_ = false;           // whether there is a table for that
    std::string sql_state_;              // of an error while it is opened
    unsigned looks_ = 0;
    unsigned results_ = 0; // that came while it is opened
    bool has_unsent_ = false;
    bool is_outdated_ = false; // what was prepared
};

} // namespace costrel::inline v1::stores
