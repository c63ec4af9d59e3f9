// A size on a line of its own, then a Range field: ranges lie within the size, none touches
// another, and together they are the bytes that a slow reading of the field finds.
#include "http/representation/byte_range.hpp"

#include "fuzz/input.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

using namespace costrel;
using fuzz::require;
using Kind = http::SelectedRanges::Kind;

namespace {

constexpr std::uint64_t small = 100; // sizes that the slow reading is for

// A position, or `most` for one that is further away.
std::size_t position(std::string_view digits, std::size_t most)
{
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() > 3)
        return most;
    std::size_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return std::min(number, most);
}

// Which bytes are asked for by a field that is not to be ignored.
std::vector<bool> wanted_bytes(std::string_view field, std::size_t size)
{
    std::vector<bool> wanted(size);
    field.remove_prefix(field.find('=') + 1);
    while (!field.empty()) {
        std::string_view spec = field.substr(0, field.find(','));
        field.remove_prefix(std::min(field.size(), spec.size() + 1));
        const std::size_t start = spec.find_first_of("0123456789-");
        if (start == spec.npos)
            continue;
        spec.remove_prefix(start);
        spec = spec.substr(0, spec.find_last_of("0123456789-") + 1);
        const std::string_view first = spec.substr(0, spec.find('-'));
        const std::string_view last = spec.substr(spec.find('-') + 1);
        const std::size_t begin =
            first.empty() ? size - position(last, size) : position(first, size);
        const std::size_t end =
            first.empty() || last.empty() ? size : std::min(position(last, size) + 1, size);
        for (std::size_t i = begin; i < end; ++i)
            wanted[i] = true;
    }
    return wanted;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t length)
{
    fuzz::Input input(data, length);
    const std::string_view size_text = input.line();
    std::uint64_t size = 0;
    std::from_chars(size_text.data(), size_text.data() + size_text.size(), size);
    const std::string_view field = input.rest();
    const http::SelectedRanges selected = http::select_ranges(field, size);

    require((selected.kind == Kind::partial) == !selected.ranges.empty(), "parts are named");
    require(selected.ranges.size() <= http::max_ranges, "there are no more parts than allowed");
    std::vector<http::ByteRange> sorted = selected.ranges;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& left, const auto& right) { return left.first < right.first; });
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        require(sorted[i].size > 0 && sorted[i].size <= size, "a part has bytes");
        require(sorted[i].first <= size - sorted[i].size, "a part lies within the whole");
        require(i == 0 || sorted[i - 1].end() < sorted[i].first, "parts do not touch");
        sum += sorted[i].size;
    }
    require(sum <= size, "parts are no more than the whole");

    if (selected.kind != Kind::whole && size <= small) {
        std::vector<bool> given(size);
        for (const http::ByteRange& range : selected.ranges)
            for (std::uint64_t i = range.first; i < range.end(); ++i)
                given[i] = true;
        require(given == wanted_bytes(field, size), "the bytes are those that are asked for");
    }
    return 0;
}
