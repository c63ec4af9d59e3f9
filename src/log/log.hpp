#pragma once

#include <costrel/log.hpp>

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

// The log of the process, for costrel itself. Logging never waits and never throws: a
// line for which there is no memory is lost and counted.
namespace costrel::inline v1::log {

// A piece of a line: a text, or an integer in digits. Good as long as what it was made of.
class Part {
public:
    Part(std::string_view text) noexcept : text_(text) {}
    Part(const std::string& text) noexcept : text_(text) {}
    Part(const char* text) noexcept : text_(text) {}
    template <std::signed_integral T>
    Part(T number) noexcept
        : number_(static_cast<unsigned long long>(number)), is_negative_(number < 0),
          is_number_(true)
    {
        if (is_negative_)
            number_ = 0 - number_;
    }
    template <std::unsigned_integral T>
    Part(T number) noexcept : number_(number), is_number_(true)
    {
    }

    void append_to(std::string& line) const;

private:
    std::string_view text_{};
    unsigned long long number_ = 0; // its magnitude
    bool is_negative_ = false;
    bool is_number_ = false;
};
using Parts = std::initializer_list<Part>;

void write(LogLevel level, Parts parts) noexcept;
inline void info(Parts parts) noexcept
{
    write(LogLevel::info, parts);
}
inline void warning(Parts parts) noexcept
{
    write(LogLevel::warning, parts);
}
inline void error(Parts parts) noexcept
{
    write(LogLevel::error, parts);
}
inline void critical(Parts parts) noexcept
{
    write(LogLevel::critical, parts);
}

// Waits until the sink has what was logged, for a second at most: before the process ends.
void flush() noexcept;

// Lines below that level are left out. For tests.
void set_least_level(LogLevel level) noexcept;
void silence(bool is_silent = true) noexcept; // lines are made, and go nowhere

} // namespace costrel::inline v1::log
