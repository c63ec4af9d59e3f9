#pragma once

#include "stores/link/client.hpp"
#include "stores/link/request.hpp"
#include "stores/redis/resp.hpp"
#include "stores/redis/script.hpp"

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::stores {

// A command, ready to be sent, and its reply.
struct RedisCommand final : Request {
    RedisCommand(Deadline until, std::string text) : Request(until), bytes(std::move(text)) {}

    static std::shared_ptr<RedisCommand> of(Deadline deadline,
                                            std::span<const std::string_view> words);
    static std::shared_ptr<RedisCommand> of(Deadline deadline,
                                            std::initializer_list<std::string_view> words)
    {
        return of(deadline, std::span(words.begin(), words.size()));
    }
    // Whether a number more than 0 was the reply.
    StoreResult<bool> was_done();

    std::string bytes;
    resp::Reply reply{};
};

// What an error that Redis replied means for who asked. Of its words only the code is told, for the
// rest may quote what was asked.
StoreError error_of(const resp::Reply& reply);

// Runs a script of one key, which Redis is told when it does not know it.
Task<std::shared_ptr<RedisCommand>> run(Client& client, const Script& script, std::string key,
                                        Deadline deadline, std::vector<std::string> arguments);

} // namespace costrel::inline v1::stores
