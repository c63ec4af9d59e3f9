#include "net/left_behind.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace costrel::inline v1::net {

void leave_behind(std::shared_ptr<const void> object)
{
    struct Kept {
        std::mutex mutex;
        std::vector<std::shared_ptr<const void>> objects;
    };
    // It must not be destroyed at the end of main either.
    static Kept& kept = *std::make_unique<Kept>().release();
    const std::lock_guard lock(kept.mutex);
    kept.objects.push_back(std::move(object));
}

} // namespace costrel::inline v1::net
