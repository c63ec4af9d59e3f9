#pragma once

#include <cstddef>
#include <mutex>
#include <set>

namespace costrel::inline v1 {

// What is to be said once of each of some things. Any thread may ask.
class OnceEach {
public:
    // Whether this is the first time that the thing of this number is asked for.
    bool first(std::size_t number)
    {
        const std::lock_guard lock(mutex_);
        return said_.insert(number).second;
    }

private:
    std::mutex mutex_;
    std::set<std::size_t> said_;
};

} // namespace costrel::inline v1
