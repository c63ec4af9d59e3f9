#pragma once

#include "http/framing/body_reader.hpp"
#include "http/framing/framing_gate.hpp"
#include "http/framing/input_buffer.hpp"
#include "http/framing/refusal.hpp"
#include "http/framing/request_body.hpp"
#include "http/message.hpp"

#include <costrel/limits.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace costrel::inline v1::http {

// Reads the requests of a connection one after the other. Input that belongs to the next ones waits
// in the buffer until next().
class RequestReader {
public:
    enum class State : std::uint8_t {
        idle,    // no byte of the next request was read
        head,    // within its head
        admit,   // its head is there, and message() without the body, which waits for admit()
        body,    // within its body
        whole,   // message() is there
        refused, // rejection() tells why; nothing more is read
    };

    // `limits` must outlive the reader. `max_body` is in bytes, and holds for whatever admit()
    // says.
    RequestReader(const Limits& limits, std::size_t max_body);
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    // Where input goes while no request is whole: take space, put bytes into it, commit how many,
    // and read.
    std::span<char> space();
    void commit(std::size_t count) noexcept { input_.commit(count); }
    State read();
    // Lets the body in and reads on, or makes a message without it, as whenever the body turns out
    // to be too large or finds no room: the application answers it, and nothing behind it is read.
    State admit(const Admission& admission);
    State state() const noexcept { return state_; }

    const Message& message() const noexcept { return message_; }
    const Framing& framing() const noexcept { return gate_.framing(); }
    bool is_head_request() const noexcept { return gate_.is_head_request(); }
    Refusal refusal() const noexcept { return refusal_; }
    // The line of the request that is rejected, as far as it is there, without its end; until
    // stop().
    std::string_view request_line() const noexcept;
    // Whether the client waits for a word before it sends the body (RFC 9110 section 10.1.1).
    bool awaits_continue() const noexcept;
    // Whether nothing of what was read is left over for a next request.
    bool is_last() const noexcept;

    void next();          // drops the request that was whole, and what message() views
    void stop() noexcept; // drops all input

    std::size_t memory() const noexcept; // bytes that the buffers hold
    // The same without what is small.
    std::size_t large_memory() const noexcept
    {
        return input_.memory() + (body_ ? body_->bytes.capacity() : 0);
    }
    void release() noexcept; // gives them back; only when idle

private:
    // A body that did not come with its head, as few do.
    struct LateBody {
        LateBody(const Limits& limits, std::size_t max_body) noexcept : reader(limits, max_body) {}

        BodyReader reader;
        RequestBody bytes;
    };

    bool skip_empty_lines();
    void read_head();
    void read_body();
    void fill_message();
    void complete(std::string_view body, std::size_t size);
    void leave_body(Refusal refusal);
    void drop_body() noexcept;
    void refuse(Refusal refusal) noexcept;
    void refuse_storage();

    const Limits& limits_;
    std::size_t max_body_;
    State state_ = State::idle;
    std::size_t empty_lines_ = 0; // before the request
    InputBuffer input_;
    FramingGate gate_;
    std::unique_ptr<LateBody> body_; // once there was one, and until release()
    std::size_t size_ = 0;           // bytes of input_ that message_ views
    Message message_;
    const char* filled_from_ = nullptr; // where the head lay when message_ was made
    Refusal refusal_{};
};

} // namespace costrel::inline v1::http
