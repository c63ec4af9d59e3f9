#include "http/representation/byte_range.hpp"

#include "http/grammar.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace costrel::inline v1::http {

namespace {

// Digits only. A number that is too large for the type is its largest, which is behind the end of
// every representation.
std::optional<std::uint64_t> read_position(std::string_view text) noexcept
{
    constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    if (text.empty())
        return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : text) {
        if (!is_digit(c))
            return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        number = number > (largest - digit) / 10 ? largest : number * 10 + digit;
    }
    return number;
}

// One range-spec. Nothing when it is malformed; a size of 0 when it cannot be satisfied.
std::optional<ByteRange> read_range(std::string_view spec, std::uint64_t size) noexcept
{
    const std::size_t dash = spec.find('-');
    if (dash == spec.npos)
        return std::nullopt;
    const std::string_view first_text = spec.substr(0, dash);
    const std::string_view last_text = spec.substr(dash + 1);
    if (first_text.empty()) { // the last bytes
        const auto count = read_position(last_text);
        if (!count)
            return std::nullopt;
        const std::uint64_t taken = std::min(*count, size);
        return ByteRange{size - taken, taken};
    }
    const auto first = read_position(first_text);
    const auto last = last_text.empty() ? std::optional(std::numeric_limits<std::uint64_t>::max())
                                        : read_position(last_text);
    if (!first || !last || *last < *first)
        return std::nullopt;
    if (*first >= size)
        return ByteRange{};
    return ByteRange{*first, std::min(*last, size - 1) - *first + 1};
}

void add(std::vector<ByteRange>& ranges, ByteRange range)
{
    std::size_t place = ranges.size();
    for (std::size_t i = ranges.size(); i-- > 0;) {
        const ByteRange other = ranges[i];
        if (other.first > range.end() || range.first > other.end())
            continue;
        const std::uint64_t end = std::max(range.end(), other.end());
        range.first = std::min(range.first, other.first);
        range.size = end - range.first;
        ranges.erase(ranges.begin() + static_cast<std::ptrdiff_t>(i));
        place = i;
    }
    ranges.insert(ranges.begin() + static_cast<std::ptrdiff_t>(place), range);
}

} // namespace

SelectedRanges select_ranges(std::string_view field, std::uint64_t size)
{
    constexpr std::string_view unit = "bytes";
    SelectedRanges selected;
    const std::size_t equals = field.find('=');
    if (size == 0 || equals == field.npos || !equal_ignoring_case(field.substr(0, equals), unit))
        return selected;
    std::size_t asked = 0;
    bool malformed = false;
    for_each_element(field.substr(equals + 1), [&](std::string_view spec) {
        if (malformed || ++asked > max_ranges)
            return;
        const auto range = read_range(spec, size);
        malformed = !range;
        if (range && range->size > 0)
            add(selected.ranges, *range);
    });
    if (malformed || asked == 0 || asked > max_ranges) {
        selected.ranges.clear();
        return selected;
    }
    selected.kind = selected.ranges.empty() ? SelectedRanges::Kind::unsatisfiable
                                            : SelectedRanges::Kind::partial;
    return selected;
}

std::string content_range(ByteRange range, std::uint64_t size)
{
    return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.end() - 1) + "/" +
           std::to_string(size);
}

std::string unsatisfied_content_range(std::uint64_t size)
{
    return "bytes */" + std::to_string(size);
}

} // namespace costrel::inline v1::http
