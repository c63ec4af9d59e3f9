#include "app/error_log.hpp"

#include <costrel/request.hpp>

#include <spdlog/spdlog.h>

#include <string>

namespace costrel {

namespace {

// Text that a client chose, safe in a log: short, and without anything that could start a new line
// or steer a terminal.
std::string printable(std::string_view text)
{
    constexpr std::size_t longest = 200;
    std::string result;
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            result += fmt::format("\\x{:02x}", byte);
        else
            result += c;
    }
    if (text.size() > longest)
        result += "…";
    return result;
}

} // namespace

bool ErrorLog::pass(std::size_t& left_out) noexcept
{
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now - second_ >= std::chrono::seconds(1)) {
        second_ = now;
        lines_ = 0;
    }
    if (lines_ == lines_a_second) {
        ++left_out_;
        return false;
    }
    ++lines_;
    left_out = left_out_;
    left_out_ = 0;
    return true;
}

void ErrorLog::exception(const Request& request, std::string_view what) noexcept
try {
    std::size_t left_out = 0;
    if (!pass(left_out))
        return;
    if (left_out > 0)
        spdlog::error("{} lines like the next one were left out", left_out);
    spdlog::error("Exception on {} [{}]: {}", printable(request.path), method_name(request.method),
                  what.substr(0, 1000));
} catch (...) {
    // Out of memory while logging: the request still gets its answer.
}

void ErrorLog::warning(std::string_view sentence) noexcept
try {
    std::size_t left_out = 0;
    if (pass(left_out))
        spdlog::warn("{}", sentence);
} catch (...) {
    // As above.
}

} // namespace costrel
