#pragma once

#include "encoding/short_copy.hpp"

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace costrel::inline v1 {

// Puts text behind text, where there is room for all of it. A line of a log has many small pieces,
// and each that is appended to a string by itself costs more than its bytes.
class LineRoom {
public:
    explicit LineRoom(char* room) noexcept : at_(room) {}

    char* end() const noexcept { return at_; }
    void set_end(char* end) noexcept { at_ = end; }

    void put(char c) noexcept { *at_++ = c; }
    void put(std::string_view text) noexcept { at_ = encoding::copy_short(at_, text); }
    // A literal, whose size is known.
    template <std::size_t size>
    void put(const char (&text)[size]) noexcept
    {
        std::memcpy(at_, text, size - 1);
        at_ += size - 1;
    }
    void put_number(std::integral auto number) noexcept
    {
        constexpr std::ptrdiff_t longest = 20; // of 64 bits
        at_ = std::to_chars(at_, at_ + longest, number).ptr;
    }
    // With zeros in front; as a template, its divisions are multiplications.
    template <unsigned digits>
    void put_padded(unsigned number) noexcept
    {
        for (unsigned i = digits; i > 0; --i) {
            at_[i - 1] = static_cast<char>('0' + number % 10);
            number /= 10;
        }
        at_ += digits;
    }

private:
    char* at_;
};

} // namespace costrel::inline v1
