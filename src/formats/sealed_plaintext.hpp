#pragma once

#include <costrel/session/format.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::formats {

// What is sealed:
//     flags(1) | created(5) | age(4) | handle(16) | length(2) | content(length) | zero bytes
// Integers are unsigned and big-endian.
struct SealedPlaintext {
    static constexpr std::size_t head_size = 28;
    static constexpr std::size_t longest_content = 0xffff;
    static constexpr std::size_t longest_padding = 255;

    bool compressed = false; // the content is a zlib stream
    std::chrono::sys_seconds created{};
    std::chrono::seconds age{0}; // from `created` to the last use
    Handle handle{};
    std::string_view content{};

    // Nothing when `bytes`, though authentic, are not of this layout.
    static std::optional<SealedPlaintext> read(std::string_view bytes) noexcept;

    // Appends it, filled with zeros to a multiple of `padding`. The content has at most
    // longest_content bytes; throws std::invalid_argument when `created` is before 1970 or after
    // the year 9999, because then a clock is wrong.
    void write(std::string& out, std::size_t padding) const;
};

} // namespace costrel::inline v1::formats
