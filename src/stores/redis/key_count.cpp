#include "stores/redis/key_count.hpp"

#include "stores/redis/command.hpp"

#include <utility>

namespace costrel::inline v1::stores {

Task<StoreResult<std::size_t>> count_keys(std::shared_ptr<RedisNode> node, std::string pattern,
                                          Deadline deadline)
{
    using Type = resp::Reply::Type;
    std::size_t counted = 0;
    std::string cursor = "0";
    do {
        RedisCall call(deadline, {"SCAN", cursor, "MATCH", pattern, "COUNT", "1000"});
        const auto command = RedisCommand::of(call);
        co_await node->patient().ask(command);
        auto reply = command->result();
        if (!reply)
            co_return std::move(reply).error();
        if (reply->type != Type::array || reply->items.size() != 2 ||
            reply->items[0].type != Type::text || reply->items[1].type != Type::array)
            co_return error_of(*reply);
        counted += reply->items[1].items.size();
        cursor = reply->items[0].text;
    } while (cursor != "0");
    co_return counted;
}

std::string pattern_of(std::string_view prefix)
{
    std::string pattern;
    for (const char character : prefix) {
        if (std::string_view("*?[]^-\\").find(character) != std::string_view::npos)
            pattern += '\\';
        pattern += character;
    }
    return pattern += '*';
}

} // namespace costrel::inline v1::stores
