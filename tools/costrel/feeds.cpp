#include "feeds.hpp"

#include <costrel/stores/postgresql_feed.hpp>
#include <costrel/stores/redis_feed.hpp>

#include <iterator>

namespace costrel::inline v1::command {

std::unique_ptr<RevocationFeed> feed_at(const std::string& place)
{
    const std::string scheme = place.substr(0, place.find(':') + 1);
    if (scheme == "postgresql:" || scheme == "postgres:")
        return postgres_feed({.conninfo = place});
    if (scheme == "redis:" || scheme == "rediss:" || scheme == "unix:")
        return redis_feed({.url = place});
    return nullptr;
}

std::vector<std::string> all_lines(RevocationFeed& feed)
{
    std::string cursor;
    std::vector<std::string> all;
    for (;;) {
        std::vector<std::string> some = feed.fetch(cursor);
        const bool is_all = some.size() < RevocationFeed::most_at_once;
        all.insert(all.end(), std::make_move_iterator(some.begin()),
                   std::make_move_iterator(some.end()));
        if (is_all)
            return all;
    }
}

} // namespace costrel::inline v1::command
