#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct z_stream_s;

namespace costrel::inline v1::http {

// Packs bytes as a gzip member (RFC 1952), a step at a time. Holds about 256 KiB once it has begun,
// and less for what is known to be small.
class GzipStream {
public:
    static constexpr std::size_t unknown = SIZE_MAX;

    // `level` is from 1, quick, to 9, small; `size` is that of all the input, in bytes.
    explicit GzipStream(int level, std::size_t size = unknown) noexcept : level_(level), size_(size)
    {
    }
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;
    ~GzipStream();

    enum class Flush : std::uint8_t {
        none,   // more will come soon
        sync,   // everything so far has to reach the reader
        finish, // that was all
    };
    struct Step {
        std::size_t taken;   // bytes of the input
        std::size_t written; // bytes of `room`
    };
    // Takes from `input` and writes at the start of `room`. All is done that was asked for when
    // the input is taken and there is room left. Nothing when there is no memory.
    std::optional<Step> step(std::string_view input, std::span<char> room, Flush flush) noexcept;

private:
    bool begin() noexcept;

    int level_;
    std::size_t size_;
    z_stream_s* stream_ = nullptr;
};

// A whole text as one gzip member, or nothing when that is no shorter than the text, or there is no
// memory for it.
std::optional<std::string> gzip(std::string_view text, int level);

} // namespace costrel::inline v1::http
