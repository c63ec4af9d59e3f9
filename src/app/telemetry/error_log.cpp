#include "app/telemetry/error_log.hpp"

#include "app/telemetry/log_text.hpp"
#include "log/log.hpp"

#include <string>

namespace costrel::inline v1 {

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
        log::error({left_out, " lines like the next one were left out"});
    const bool has_endpoint = !subject.endpoint.empty();
    log::error({"Exception on ", readable(subject.path, 200), " [", method_name(subject.method),
                "]: ", readable(what, 1000), " (", has_endpoint ? "endpoint " : "",
                subject.endpoint, has_endpoint ? ", " : "", "request ", subject.request_id, ")"});
} catch (...) {
    // Out of memory while logging: the request still gets its response.
}

void ErrorLog::rejected_cookie(std::string_view remote_addr, SessionOrigin why,
                               std::string_view request_id) noexcept
try {
    if (const auto count = rejected_cookies_.add())
        log::info({"session cookie ignored, from ", readable(remote_addr, 200), ": ", sentence(why),
                   " (request ", request_id, "; ", *count, " since the last such line)"});
} catch (...) {
    // As above.
}

void ErrorLog::no_place(const Subject& subject) noexcept
try {
    if (const auto count = without_place_.add())
        log::warning({"no thread is free for ", readable(subject.path, 200),
                      ", and blocking_queue is full: answered with 503 (request ",
                      subject.request_id, "; ", *count, " since the last such line)"});
} catch (...) {
    // As above.
}

void ErrorLog::given_up(const Subject& subject) noexcept
try {
    std::size_t left_out = 0;
    if (pass(left_out))
        log::error({"left behind: ", readable(subject.path, 200), " (endpoint ", subject.endpoint,
                    ", request ", subject.request_id,
                    "), whose handler runs, or waits for something that does not come"});
} catch (...) {
    // As above.
}

void ErrorLog::warning(std::string_view sentence) noexcept
try {
    std::size_t left_out = 0;
    if (pass(left_out))
        log::warning({readable(sentence, 1000)});
} catch (...) {
    // As above.
}

} // namespace costrel::inline v1
