#pragma once

#include "stores/link/request.hpp"
#include "stores/redis/redis_call.hpp"
#include "stores/redis/resp.hpp"

#include <costrel/session/store.hpp>

#include <memory>
#include <string>
#include <utility>

namespace costrel::inline v1::stores {

// A command that is sent once, and its reply.
struct RedisCommand final : Request {
    RedisCommand(Deadline until, std::string text) : Request(until), bytes(std::move(text)) {}

    // `whole` as in RedisCall::bytes(); `asking`: to a node of a cluster that a slot moves to,
    // which has to be told so in the same piece. When replicas have to know of it, WAIT goes with
    // it.
    static std::shared_ptr<RedisCommand> of(const RedisCall& call, bool whole = false,
                                            bool asking = false);
    // The next of its replies.
    void take(resp::Reply next);
    // What it came to: an error that Redis replied is one. Of a command for replicas, an array: the
    // reply, and how many know of it. Once.
    StoreResult<resp::Reply> result();

    std::string bytes;
    bool asks_first = false;
    bool for_replicas = false;
    resp::Reply reply{};
    resp::Reply replicas{}; // that of WAIT

private:
    unsigned taken_ = 0;
};

// Whether a number more than 0 was the reply.
StoreResult<bool> was_done(StoreResult<resp::Reply> reply);

// What an error that Redis replied means for who asked. Of its words only the code is told, for the
// rest may quote what was asked.
StoreError error_of(const resp::Reply& reply);

} // namespace costrel::inline v1::stores
