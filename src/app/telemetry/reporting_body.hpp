#pragma once

#include "app/telemetry/error_log.hpp"

#include <costrel/web/detail/body_source.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1 {

// The body of a response whose request is over before it is sent: tells the log when it fails.
class ReportingBody final : public detail::BodySource {
public:
    // `log` outlives it, what `subject` views does not have to.
    ReportingBody(detail::BodySourceOwner source, ErrorLog& log, const ErrorLog::Subject& subject)
        : source_(std::move(source)), log_(log), method_(subject.method), path_(subject.path),
          endpoint_(subject.endpoint), request_id_(subject.request_id)
    {
    }

    std::optional<std::uint64_t> size() const noexcept override { return source_.get()->size(); }
    Piece read(std::span<char> room) noexcept override
    {
        const Piece piece = source_.get()->read(room);
        given_ += piece.size;
        if (piece.state == State::failed)
            report(failure());
        else if (piece.state == State::end && given_ < size().value_or(0))
            report("the body is shorter than it was said to be");
        return piece;
    }
    bool wait(Wake wake) noexcept override { return source_.get()->wait(wake); }
    void set_loop(detail::TaskLoop& loop) noexcept override { source_.get()->set_loop(loop); }
    std::string_view failure() const noexcept override { return source_.get()->failure(); }

private:
    void report(std::string_view what) noexcept
    {
        log_.exception({method_, path_, endpoint_, request_id_}, what);
    }

    detail::BodySourceOwner source_;
    ErrorLog& log_;
    Method method_;
    std::string path_;
    std::string endpoint_;
    std::string request_id_;
    std::uint64_t given_ = 0;
};

} // namespace costrel::inline v1
