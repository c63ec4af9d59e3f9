#include "stores/sqlite/readers.hpp"

namespace costrel::inline v1::stores {

std::unique_ptr<Connection> Readers::take()
{
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto reader = std::move(idle_.back());
            idle_.pop_back();
            return reader;
        }
    }
    return std::make_unique<Connection>(place_, Connection::Use::reading);
}

void Readers::give_back(std::unique_ptr<Connection> reader)
{
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(reader));
}

std::optional<StoredRecord> Readers::load(const StoreKey& key)
{
    auto reader = take();
    auto record = reader->rows().load(key); // a connection that failed is not used again
    give_back(std::move(reader));
    return record;
}

void Readers::close() noexcept
{
    const std::lock_guard lock(mutex_);
    idle_.clear();
}

} // namespace costrel::inline v1::stores
