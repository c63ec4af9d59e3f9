#pragma once

#include "http/representation/gzip.hpp"

#include <costrel/body.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

// Another body, packed by gzip while it is sent. Each read() packs a bounded piece, so that other
// connections are not held up; what the other body gave before it has to wait is sent before.
class GzipBody final : public detail::BodySource {
public:
    // `slot` is let go of with the body.
    GzipBody(Body body, int level, std::shared_ptr<void> slot);

    std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
    Piece read(std::span<char> room) noexcept override;
    bool wait(Wake wake) noexcept override { return body_.source()->wait(wake); }
    void set_loop(detail::TaskLoop& loop) noexcept override
    {
        if (body_.source())
            body_.source()->set_loop(loop);
    }
    std::string_view failure() const noexcept override { return failure_; }

private:
    void take_piece() noexcept;
    void take_piece(detail::BodySource& source) noexcept;

    Body body_;
    http::GzipStream stream_;
    std::shared_ptr<void> slot_;
    std::string buffer_;        // what the body's source gave
    std::string_view input_;    // what of the last piece is not packed yet
    State state_ = State::more; // of the body, behind that piece
    bool is_packed_ = true;     // the piece is, and was handed out as far as it has to be
    std::uint64_t taken_ = 0;   // bytes of the body
    std::uint64_t left_;        // bytes that it has yet to give
    std::string_view failure_;
};

} // namespace costrel::inline v1
