#include "stores/memcached/command.hpp"

namespace costrel::inline v1::stores {

namespace {

std::string set_text(std::string_view key, std::string_view value, const std::string& flags)
{
    return "ms " + std::string(key) + ' ' + std::to_string(value.size()) + ' ' + flags + "\r\n" +
           std::string(value) + "\r\n";
}

} // namespace

std::string get_text(std::string_view key)
{
    return "mg " + std::string(key) + " v c t\r\n";
}

std::string add_text(std::string_view key, std::string_view value, std::string_view time)
{
    return set_text(key, value, "ME T" + std::string(time));
}

std::string replace_text(std::string_view key, std::string_view value, std::string_view time,
                         std::uint64_t cas)
{
    return set_text(key, value, "C" + std::to_string(cas) + " T" + std::string(time));
}

std::string delete_text(std::string_view key)
{
    return "md " + std::string(key) + "\r\n";
}

std::string delete_text(std::string_view key, std::uint64_t cas)
{
    return "md " + std::string(key) + " C" + std::to_string(cas) + "\r\n";
}

// Of its words only what they mean is told, for the rest may quote what was asked.
std::optional<StoreError> MemcachedCommand::problem() const
{
    using Problem = StoreError::Code;
    if (error)
        return error;
    if (reply.code != MemcachedReply::Code::error)
        return std::nullopt;
    if (reply.text.starts_with("SERVER_ERROR out of memory"))
        return StoreError{Problem::full, "memcached has no memory left"};
    if (reply.text.starts_with("SERVER_ERROR object too large"))
        return StoreError{Problem::full, "the session is larger than memcached takes"};
    if (reply.text.starts_with("SERVER_ERROR"))
        return StoreError{Problem::unavailable, "memcached replied SERVER_ERROR"};
    return StoreError{Problem::corrupt, "memcached does not know the meta commands, which it does "
                                        "from 1.6 on"};
}

} // namespace costrel::inline v1::stores
