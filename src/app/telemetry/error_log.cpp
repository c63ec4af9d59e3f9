#include "app/telemetry/error_log.hpp"

#include <spdlog/spdlog.h>

#include <string>

namespace costrel {

namespace {

// Text that a client chose, safe in a log: short, and without anything that could start a new line
// or steer a terminal.
std::string printable(std::string_view text, std::size_t longest)
{
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

std::string_view sentence(SessionOrigin origin)
{
    switch (origin) {
    case SessionOrigin::bad_signature:
        return "no key of ours signed it";
    case SessionOrigin::from_the_future:
        return "it was signed after now; is a clock wrong?";
    case SessionOrigin::unreadable:
        return "it is rightly signed, but holds no session";
    case SessionOrigin::too_large:
        return "it is too large";
    default:
        break;
    }
    return {};
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
{
    exception({request.method, request.path, request.endpoint, request.id()}, what);
}

void ErrorLog::exception(const Subject& subject, std::string_view what) noexcept
try {
    std::size_t left_out = 0;
    if (!pass(left_out))
        return;
    if (left_out > 0)
        spdlog::error("{} lines like the next one were left out", left_out);
    const std::string where =
        subject.endpoint.empty() ? "" : "endpoint " + std::string(subject.endpoint) + ", ";
    spdlog::error("Exception on {} [{}]: {} ({}request {})", printable(subject.path, 200),
                  method_name(subject.method), printable(what, 1000), where, subject.request_id);
} catch (...) {
    // Out of memory while logging: the request still gets its answer.
}

void ErrorLog::refused_cookie(const Request& request, SessionOrigin why) noexcept
try {
    if (const auto count = refused_cookies_.add())
        spdlog::info(
            "session cookie ignored, from {}: {} (request {}; {} since the last such line)",
            printable(request.remote_addr, 200), sentence(why), request.id(), *count);
} catch (...) {
    // As above.
}

void ErrorLog::no_place(const Request& request) noexcept
try {
    if (const auto count = without_place_.add())
        spdlog::warn("no thread is free for {}, and blocking_queue is full: answered with 503 "
                     "(request {}; {} since the last such line)",
                     printable(request.path, 200), request.id(), *count);
} catch (...) {
    // As above.
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
