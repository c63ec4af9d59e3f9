#pragma once

#include <array>
#include <chrono>
#include <string_view>

namespace costrel::inline v1::net {

// The text of the Date field (RFC 9110 section 6.6.1), written once a second and not once an
// answer.
class DateClock {
public:
    DateClock() { refresh(std::chrono::system_clock::now()); }
    DateClock(const DateClock&) = delete; // text() stays where it is
    DateClock& operator=(const DateClock&) = delete;

    void refresh(std::chrono::system_clock::time_point now);

    // 29 characters, "Sun, 06 Nov 1994 08:49:37 GMT", rewritten in place by refresh().
    std::string_view text() const noexcept { return {text_.data(), text_.size()}; }

private:
    std::chrono::sys_seconds second_{};
    std::array<char, 29> text_{};
};

} // namespace costrel::inline v1::net
