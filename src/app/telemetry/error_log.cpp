#include "app/telemetry/error_log.hpp"

#include "app/telemetry/log_text.hpp"

#include <spdlog/spdlog.h>

#include <string>

namespace costrel {

namespace {

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

void ErrorLog::exception(const Subject& subject, std::string_view what) noexcept
try {
    std::size_t left_out = 0;
    if (!pass(left_out))
        return;
    if (left_out > 0)
        spdlog::error("{} lines like the next one were left out", left_out);
    const std::string where =
        subject.endpoint.empty() ? "" : "endpoint " + std::string(subject.endpoint) + ", ";
    spdlog::error("Exception on {} [{}]: {} ({}request {})", readable(subject.path, 200),
                  method_name(subject.method), readable(what, 1000), where, subject.request_id);
} catch (...) {
    // Out of memory while logging: the request still gets its answer.
}

void ErrorLog::rejected_cookie(std::string_view remote_addr, SessionOrigin why,
                               std::string_view request_id) noexcept
try {
    if (const auto count = rejected_cookies_.add())
        spdlog::info(
            "session cookie ignored, from {}: {} (request {}; {} since the last such line)",
            readable(remote_addr, 200), sentence(why), request_id, *count);
} catch (...) {
    // As above.
}

void ErrorLog::no_place(const Subject& subject) noexcept
try {
    if (const auto count = without_place_.add())
        spdlog::warn("no thread is free for {}, and blocking_queue is full: answered with 503 "
                     "(request {}; {} since the last such line)",
                     readable(subject.path, 200), subject.request_id, *count);
} catch (...) {
    // As above.
}

void ErrorLog::given_up(const Subject& subject) noexcept
try {
    std::size_t left_out = 0;
    if (pass(left_out))
        spdlog::error("left behind: {} (endpoint {}, request {}), whose handler runs, or waits for "
                      "something that does not come",
                      readable(subject.path, 200), subject.endpoint, subject.request_id);
} catch (...) {
    // As above.
}

void ErrorLog::warning(std::string_view sentence) noexcept
try {
    std::size_t left_out = 0;
    if (pass(left_out))
        spdlog::warn("{}", readable(sentence, 1000));
} catch (...) {
    // As above.
}

} // namespace costrel
