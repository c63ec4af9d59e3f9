#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <valgrind/callgrind.h>

// Counts the instructions for inputs of three sizes, each twice the one before.
namespace growth {

inline constexpr std::size_t smallest = 4'000; // bytes
inline constexpr std::size_t sizes = 3;

inline std::string repeated(std::string_view piece, std::size_t size, std::string text = "")
{
    while (text.size() < size)
        text += piece;
    return text;
}

inline std::string printable(std::string_view piece)
{
    std::string text;
    for (const char c : piece)
        text += c == '\r' ? "CR" : c == '\n' ? "LF" : std::string(1, c);
    return text;
}

// Reads what `input` makes of a size, once for each size. One dump of callgrind for each: its name
// says what was read, how often it was repeated, and the size.
template <typename Input, typename Read>
void measure(std::string_view what, std::string_view piece, const Input& input, const Read& read)
{
    read(input(smallest)); // what is set up once does not count
    std::size_t size = smallest;
    for (std::size_t i = 0; i < sizes; ++i, size *= 2) {
        const std::string text = input(size);
        CALLGRIND_ZERO_STATS;
        read(text);
        const std::string name =
            std::string(what) + "\t" + printable(piece) + "\t" + std::to_string(size);
        CALLGRIND_DUMP_STATS_AT(name.c_str());
    }
}

template <typename Read>
void measure_each(std::string_view what, std::initializer_list<std::string_view> pieces,
                  const Read& read)
{
    for (const std::string_view piece : pieces)
        measure(
            what, piece, [&](std::size_t size) { return repeated(piece, size); }, read);
}

// Templates that are given long texts and many fields: template_growth.cpp.
void templates();

} // namespace growth
