#pragma once

#include "app/telemetry/access_log.hpp"

#include <costrel/body.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace costrel::inline v1 {

// The source of a response's body, watched for the access log: when the body has ended, or the
// connection has, the line goes out with the bytes that were taken and, if the body had more, a
// mark that it was cut.
class LoggedBody final : public detail::BodySource {
public:
    // `log` must outlive it. `record` is copied; its texts may end with the request. The duration
    // counts from `started`.
    LoggedBody(AccessLog& log, const AccessRecord& record,
               std::chrono::steady_clock::time_point started);
    ~LoggedBody() override;
    void watch(detail::BodySourceOwner source) noexcept; // once, before all else

    std::optional<std::uint64_t> size() const noexcept override { return source_.get()->size(); }
    Piece read(std::span<char> room) noexcept override;
    bool wait(Wake wake) noexcept override { return source_.get()->wait(wake); }
    void set_loop(detail::TaskLoop& loop) noexcept override { source_.get()->set_loop(loop); }
    std::string_view failure() const noexcept override { return source_.get()->failure(); }

private:
    AccessLog& log_;
    detail::BodySourceOwner source_;
    AccessRecord record_; // its texts are in text_
    std::string text_;
    std::chrono::steady_clock::time_point started_;
    bool ended_ = false;
};

} // namespace costrel::inline v1
