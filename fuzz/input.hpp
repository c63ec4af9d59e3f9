#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

// What every fuzz target defines, and libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

// Ends the program, which is how libFuzzer learns of a failure.
inline void require(bool condition, const char* sentence)
{
    if (condition)
        return;
    std::fprintf(stderr, "does not hold: %s\n", sentence);
    std::abort();
}

// An input is text, so that the files of the corpus can be read and written by hand. What a target
// needs beside its main text stands in lines of its own before that.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size)
        : rest_(reinterpret_cast<const char*>(data), size)
    {
    }

    std::string_view line()
    {
        const std::size_t end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
        return line;
    }
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

} // namespace fuzz
