#include "overwriting_store.hpp"

#include <utility>

namespace costrel::inline v1::hammer {

namespace {

class OverwritingStore final : public SessionStore {
public:
    explicit OverwritingStore(std::shared_ptr<SessionStore> store) : store_(std::move(store)) {}

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        return store_->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        return store_->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        for (;;) {
            auto reply = co_await store_->replace(key, expected, record, deadline);
            if (!reply || reply->outcome == Replaced::Outcome::done)
                co_return reply;
            if (reply->outcome == Replaced::Outcome::conflict) {
                expected = reply->current.version;
                continue;
            }
            auto inserted = co_await store_->insert(key, record, deadline);
            if (!inserted)
                co_return inserted.error();
            if (*inserted)
                co_return Replaced{};
        }
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        return store_->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        return store_->erase(std::move(key), durable, deadline);
    }

private:
    std::shared_ptr<SessionStore> store_;
};

} // namespace

std::shared_ptr<SessionStore> overwriting(std::shared_ptr<SessionStore> store)
{
    return std::make_shared<OverwritingStore>(std::move(store));
}

} // namespace costrel::inline v1::hammer
