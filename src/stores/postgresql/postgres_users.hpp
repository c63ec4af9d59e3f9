#pragma once

#include "stores/link/client.hpp"
#include "stores/postgresql/statement.hpp"

#include <costrel/session/store.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace costrel::inline v1::stores {

// The lists of users, in the second of our own tables.
class PostgresUsers final : public UserIndex {
public:
    explicit PostgresUsers(Client& client) : client_(client) {}

    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override;
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override;
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override;
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override;
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override;

private:
    Task<StoreResult<std::vector<StoreKey>>> sessions(std::shared_ptr<PostgresStatement> asked);

    Client& client_;
};

} // namespace costrel::inline v1::stores
