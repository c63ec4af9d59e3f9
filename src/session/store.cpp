#include <costrel/session/store.hpp>

namespace costrel::inline v1 {

Task<StoreResult<std::size_t>> SessionStore::collect(std::size_t, Deadline)
{
    co_return std::size_t{0};
}

Task<StoreResult<std::optional<std::size_t>>> SessionStore::count(SysMillis, Deadline)
{
    co_return std::optional<std::size_t>();
}

} // namespace costrel::inline v1
