#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1::http {

// Finds every place of "--boundary" in a text, overlapping ones too. However much of the text looks
// like it, each byte is looked at twice at most (Knuth, Morris and Pratt): a body made of nearly
// boundaries costs no more than another (CVE-2023-46136 was such a one).
class DelimiterSearch {
public:
    static constexpr std::size_t max_boundary = 70; // RFC 2046 section 5.1.1
    static constexpr std::size_t npos = std::string_view::npos;

    // A boundary has from 1 to max_boundary bytes.
    DelimiterSearch(std::string_view text, std::string_view boundary) noexcept;

    // Goes on at `position`.
    void skip_to(std::size_t position) noexcept;

    // Where the next place begins, or npos.
    std::size_t next() noexcept;

    std::size_t delimiter_size() const noexcept { return size_; }

private:
    std::string_view text_;
    std::array<char, max_boundary + 2> delimiter_{};
    // The length of the longest beginning of the delimiter that its first i + 1 bytes end with.
    std::array<std::uint8_t, max_boundary + 2> overlap_{};
    std::size_t size_;
    std::size_t position_ = 0;
    std::size_t matched_ = 0; // bytes of the delimiter that end before position_
};

} // namespace costrel::inline v1::http
