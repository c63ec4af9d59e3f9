#pragma once

#include "http/response_writer.hpp"

#include <costrel/web/detail/body_source.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace costrel::inline v1::http {

// Writes the body of a response out of its source, framed as the head of the response says, a piece
// at a time.
class BodyWriter {
public:
    enum class State : std::uint8_t {
        none,    // there is no body under way
        more,    // write() has more
        waiting, // the source has to wait
        failed,  // it failed, or was shorter than it said: the response can never be whole
    };

    // The most that write() appends.
    static constexpr std::size_t piece_size = 60 * 1024;

    void start(detail::BodySourceOwner source, BodyFraming framing) noexcept;
    State state() const noexcept { return state_; }
    // Appends the next piece to `out`, of at most `longest` bytes, or nothing. A body that ends is
    // none afterwards.
    void write(std::string& out, std::size_t longest = piece_size);
    void go_on() noexcept { state_ = State::more; } // the source waits no longer
    void stop() noexcept;

    detail::BodySource& source() noexcept { return *source_.get(); }

private:
    void end(std::string& out);

    State state_ = State::none;
    BodyFraming framing_ = BodyFraming::none;
    std::uint64_t left_ = 0; // bytes of Content-Length
    detail::BodySourceOwner source_;
};

} // namespace costrel::inline v1::http
