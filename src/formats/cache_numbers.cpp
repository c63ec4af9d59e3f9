#include "formats/cache_numbers.hpp"

#include <costrel/session/format.hpp>

#include <utility>

namespace costrel::inline v1::formats {

CacheNumbers::CacheNumbers(std::vector<std::chrono::sys_seconds> changes)
    : changes_(std::move(changes)), first_(SessionFormat::new_cache_number(changes_.size() + 1))
{
}

} // namespace costrel::inline v1::formats
