#pragma once

#include "stores/redis/script.hpp"

#include <costrel/session/store.hpp>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

class RedisNode;

// What a store asks of Redis about one key, however often it has to be sent, and where to.
class RedisCall {
public:
    // The key is the second word.
    RedisCall(Deadline deadline, std::initializer_list<std::string_view> words);
    RedisCall(Deadline deadline, const Script& script, std::string key,
              std::span<const std::string> arguments);

    // As Redis takes it. `whole`: of a script the text, which it does not know yet.
    std::string bytes(bool whole) const;

    // Of a command whose key stands elsewhere.
    RedisCall&& about(std::string key) &&
    {
        key_ = std::move(key);
        return std::move(*this);
    }
    // It can be done twice with the same result and the same reply.
    RedisCall&& repeatable() &&
    {
        is_repeatable_ = true;
        return std::move(*this);
    }
    // So many replicas are waited for, which know of it, too.
    RedisCall&& for_replicas(unsigned count, std::chrono::milliseconds longest) &&
    {
        replicas_ = count;
        longest_wait_ = longest;
        return std::move(*this);
    }

    // Which server's reply it was is told there, where there are several.
    RedisCall&& telling(std::shared_ptr<const RedisNode>& who) &&
    {
        who_ = &who;
        return std::move(*this);
    }
    void replied(std::shared_ptr<const RedisNode> node) const
    {
        if (who_)
            *who_ = std::move(node);
    }

    const std::string& key() const noexcept { return key_; }
    Deadline deadline() const noexcept { return deadline_; }
    bool has_script() const noexcept { return script_; }
    bool is_repeatable() const noexcept { return is_repeatable_; }
    unsigned replicas() const noexcept { return replicas_; }
    std::chrono::milliseconds longest_wait() const noexcept { return longest_wait_; }

private:
    Deadline deadline_;
    std::string key_;
    const Script* script_ = nullptr;
    std::size_t words_;
    std::string rest_; // of the command: of a script, what follows it
    bool is_repeatable_ = false;
    unsigned replicas_ = 0;
    std::chrono::milliseconds longest_wait_{};
    std::shared_ptr<const RedisNode>* who_ = nullptr;
};

} // namespace costrel::inline v1::stores
