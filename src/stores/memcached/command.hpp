#pragma once

#include "stores/link/request.hpp"
#include "stores/memcached/reply.hpp"

#include <costrel/session/store.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

// A meta command, and its reply.
struct MemcachedCommand final : Request {
    MemcachedCommand(Deadline until, std::string text) : Request(until), bytes(std::move(text)) {}

    const std::string bytes;
    MemcachedReply reply{};

    // What went wrong; nothing: the reply says what was done.
    std::optional<StoreError> problem() const;
};

// Their texts. `time` as memcached takes it: seconds, 0 for ever.
std::string get_text(std::string_view key); // the value, its CAS number and the time that is left
std::string add_text(std::string_view key, std::string_view value, std::string_view time);
std::string replace_text(std::string_view key, std::string_view value, std::string_view time,
                         std::uint64_t cas);
std::string delete_text(std::string_view key);
std::string delete_text(std::string_view key, std::uint64_t cas);

} // namespace costrel::inline v1::stores
