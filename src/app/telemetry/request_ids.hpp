#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1 {

// Makes names for requests, by which lines of several logs can be told to be about the same one.
// They are no secrets, but tell nobody how many requests there were.
class RequestIds {
public:
    using Text = std::array<char, 16>; // hexadecimal digits

    RequestIds() noexcept;

    // Never the same twice in a process, and with 64 bits hardly ever in several.
    Text next() noexcept;

    // Whether an id that a proxy sent can be taken for one: 1 to 128 letters, digits and -_.:+/=@.
    static bool is_id(std::string_view text) noexcept;

private:
    std::uint64_t start_;
    std::atomic<std::uint64_t> count_ = 0;
};

} // namespace costrel::inline v1
