#include "stores/redis/redis_call.hpp"

#include "stores/redis/resp.hpp"

namespace costrel::inline v1::stores {

RedisCall::RedisCall(Deadline deadline, std::initializer_list<std::string_view> words)
    : deadline_(deadline), key_(*(words.begin() + 1)), words_(words.size())
{
    for (const std::string_view word : words)
        resp::write_word(rest_, word);
}

RedisCall::RedisCall(Deadline deadline, const Script& script, std::string key,
                     std::span<const std::string> arguments)
    : deadline_(deadline), key_(std::move(key)), script_(&script), words_(4 + arguments.size())
{
    resp::write_word(rest_, "1"); // so many keys
    resp::write_word(rest_, key_);
    for (const std::string& argument : arguments)
        resp::write_word(rest_, argument);
}

std::string RedisCall::bytes(bool whole) const
{
    std::string out;
    resp::begin_command(out, words_);
    if (script_) {
        resp::write_word(out, whole ? "EVAL" : "EVALSHA");
        resp::write_word(out, whole ? script_->text() : script_->hash());
    }
    return out += rest_;
}

} // namespace costrel::inline v1::stores
