#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// What memcached replies to a meta command.
struct MemcachedReply {
    enum class Code : std::uint8_t {
        done,       // HD
        value,      // VA, with the value
        missing,    // EN, NF
        not_stored, // NS
        exists,     // EX: the CAS number is another one
        error       // ERROR, CLIENT_ERROR, SERVER_ERROR
    } code = Code::error;
    std::string text{};     // the value, or the words of an error
    std::uint64_t cas = 0;  // flag c
    std::int64_t left = -1; // flag t: seconds; -1: it never ends
    bool operator==(const MemcachedReply&) const = default;
};

// Reads replies out of bytes, however they are cut. Bounded: a line has 2 KiB, a value 2 MiB.
class MemcachedReader {
public:
    static constexpr std::size_t longest_line = 2 * 1024;
    static constexpr std::size_t largest = 2 * 1024 * 1024;

    void feed(std::string_view bytes) { in_ += bytes; }
    // The next that is whole; nothing before that, and when is_corrupt().
    std::optional<MemcachedReply> next();
    // What came is no reply; nothing after it is read.
    bool is_corrupt() const noexcept { return is_corrupt_; }
    std::size_t kept() const noexcept { return in_.size(); }

private:
    std::optional<MemcachedReply> corrupt();

    std::string in_;
    bool is_corrupt_ = false;
};

} // namespace costrel::inline v1::stores
