#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::http {

// Consecutive bytes of a representation.
struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t size = 0; // at least 1

    std::uint64_t end() const noexcept { return first + size; }
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// What a Range field leads to (RFC 9110 section 14.2).
struct SelectedRanges {
    enum class Kind : std::uint8_t {
        whole,         // 200: the field is to be ignored
        partial,       // 206: `ranges`
        unsatisfiable, // 416
    };
    Kind kind = Kind::whole;
    std::vector<ByteRange> ranges; // none overlaps or touches another
};

// Ranges that one request may ask for; a field with more of them is ignored, as RFC 9110 section
// 14.2 allows. No client that means well sends so many.
inline constexpr std::size_t max_ranges = 16;

// Reads `field`, the value of Range, for a representation of `size` bytes. A malformed field, one
// of another unit, and any for an empty representation, is to be ignored. Ranges that overlap or
// touch become one, in the place of the first of them, so that no byte is sent twice; those that
// begin behind the end are left out.
SelectedRanges select_ranges(std::string_view field, std::uint64_t size);

// The value of Content-Range: "bytes 0-4/10" of a part, "bytes */10" of a 416.
std::string content_range(ByteRange range, std::uint64_t size);
std::string unsatisfied_content_range(std::uint64_t size);

} // namespace costrel::inline v1::http
