#include "stores/redis/command.hpp"

#include <algorithm>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;

std::string_view code_of(std::string_view text)
{
    const std::size_t end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return text.substr(0, std::min<std::size_t>(end, 20));
}

Code meaning_of(std::string_view code)
{
    if (code == "OOM")
        return Code::full;
    for (const std::string_view denied : {"NOAUTH", "WRONGPASS", "NOPERM"})
        if (code == denied)
            return Code::denied;
    for (const std::string_view later :
         {"LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "NOREPLICAS", "TRYAGAIN", "BUSY",
          "MISCONF", "MOVED", "ASK"})
        if (code == later)
            return Code::unavailable;
    return Code::corrupt;
}

} // namespace

std::shared_ptr<RedisCommand> RedisCommand::of(Deadline deadline,
                                               std::span<const std::string_view> words)
{
    std::string bytes;
    resp::write_command(bytes, words);
    return std::make_shared<RedisCommand>(deadline, std::move(bytes));
}

StoreResult<bool> RedisCommand::was_done()
{
    if (error)
        return *std::move(error);
    if (reply.type != resp::Reply::Type::number)
        return error_of(reply);
    return reply.number > 0;
}

StoreError error_of(const resp::Reply& reply)
{
    if (reply.type != resp::Reply::Type::error)
        return {Code::corrupt, "Redis replied something else than was asked"};
    const std::string_view code = code_of(reply.text);
    return {meaning_of(code), "Redis replied " + std::string(code)};
}

Task<std::shared_ptr<RedisCommand>> run(Client& client, const Script& script, std::string key,
                                        Deadline deadline, std::vector<std::string> arguments)
{
    std::vector<std::string_view> words{"EVALSHA", script.hash(), "1", key};
    words.insert(words.end(), arguments.begin(), arguments.end());
    auto asked = RedisCommand::of(deadline, words);
    co_await client.ask(asked);
    if (!asked->error && asked->reply.is_error("NOSCRIPT")) {
        words[0] = "EVAL";
        words[1] = script.text();
        asked = RedisCommand::of(deadline, words);
        co_await client.ask(asked);
    }
    co_return asked;
}

} // namespace costrel::inline v1::stores
