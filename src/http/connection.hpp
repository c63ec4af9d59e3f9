#pragma once

#include "http/body_writer.hpp"
#include "http/framing/body_pace.hpp"
#include "http/framing/refusal.hpp"
#include "http/framing/request_reader.hpp"
#include "http/memory_budget.hpp"
#include "http/message.hpp"
#include "http/response_writer.hpp"
#include "http/traffic.hpp"

#include <costrel/limits.hpp>
#include <costrel/response.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// HTTP/1.1 from the server's side as a state machine that never touches a socket: it is fed bytes
// and the time, and says what to do next. The socket loop, the test client and the fuzzers all
// drive this class.
//
//     for (;;) switch (connection.next()) {
//         case Action::respond: connection.answer(application.respond(connection.message()), now);
//         case Action::write:   n = send(connection.output()); connection.sent(n, now);
//         case Action::read:    n = recv(connection.input()); connection.received(n, now);
//         ...
//
// A request that is no HTTP, or is more than the limits allow, is answered here with an error page,
// after which nothing more is read.
class Connection {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    enum class Action : std::uint8_t {
        admit,   // message() is there without its body: say how much of that to take, by admit()
        respond, // message() is whole: give its response to answer()
        produce, // there is room for more of a response's body: call produce()
        wait,    // wait until source() has more of it, then call source_ready()
        write,   // output() has bytes to send
        read,    // more input is needed; there is nothing to send
        look,    // its time is over: take what has come until now, or call nothing_came()
        linger,  // send FIN, then read and drop what still comes until this says close
        close,   // close the socket
        reset,   // close it with RST: the peer stopped reading, or a response cannot be whole
    };

    // `limits` must outlive the connection. `max_body` is in bytes, whatever admit() says.
    // `server_date` is the text of the Date field (29 characters), which the caller keeps alive and
    // rewrites in place when a second has passed; with an empty view no Date is sent. `observer`
    // and `budget`, if any, outlive it, too. When the budget is exceeded, requests get 503.
    Connection(const Limits& limits, std::size_t max_body, std::string_view server_date,
               TimePoint now, ConnectionObserver* observer = nullptr,
               MemoryBudget* budget = nullptr);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Action next() const noexcept;

    // Where the next bytes go; never empty while next() says read, look or linger. An idle
    // connection holds no memory for it: call this when there is something to read.
    std::span<char> input();
    void received(std::size_t count, TimePoint now);
    void received_eof(TimePoint now); // the peer sent FIN
    void nothing_came() noexcept;     // when next() said look

    // One whose body was not taken says so, and the response to it is the last one.
    const Message& message() const noexcept { return requests_.message(); }
    // Before any byte of the body is taken, and before "100 Continue".
    void admit(const Admission& admission, TimePoint now);
    // Rejects message() with 503, because as many requests wait as may, and closes after that.
    void refuse_to_wait(TimePoint now);
    // The response to message(), whose views end here. Answers of pipelined requests that were
    // already read are collected: next() says write when there is no whole request left or output()
    // is large.
    //
    // A body with a source is taken from there piece by piece, when nearly all of output() is sent;
    // the next request is read when it has ended.
    void respond(Response&& response, TimePoint now);
    void produce(TimePoint now) noexcept;
    detail::BodySource& source() noexcept { return body_.source(); }
    void source_ready() noexcept { body_.go_on(); }
    // Whether source() was told to wait, and not yet that it is ready. Until then it must not be
    // destroyed, nor the connection with it.
    bool is_waiting() const noexcept { return body_.state() == BodyWriter::State::waiting; }
    // Whether there is more to come of such a body: then a peer that finds the connection closed,
    // and not reset, could take what it has for all.
    bool is_within_body() const noexcept { return body_.state() != BodyWriter::State::none; }

    std::string_view output() const noexcept;
    void sent(std::size_t count, TimePoint now);
    // The same just after respond(), at that one's time: it saves a look at the clock.
    void sent(std::size_t count) { sent(count, progress_); }

    // Since when nothing was under way here, and nobody would miss the connection; nothing when
    // something is.
    std::optional<TimePoint> idle_since() const noexcept;

    // When tick() must be called at the latest, as things stand.
    TimePoint deadline() const noexcept;
    // Looks at the time: may turn the next action into a 408, a close or a reset.
    void tick(TimePoint now);
    // For a graceful stop: the next response will say "Connection: close". Whoever has not sent a
    // request yet, or sent one just now, gets a little time to send it: it may be on its way. Any
    // other idle connection is looked at once more and closed.
    void finish(TimePoint now) noexcept;

    // Bytes of memory that the connection's buffers hold beside the connection itself.
    std::size_t memory() const noexcept;

private:
    enum class Stage : std::uint8_t {
        open,   // requests are read and answered
        flush,  // the last response is written
        linger, // FIN was sent
        look,   // no request came in time, unless the system has it already
        closed,
        reset,
    };

    void read(TimePoint now);
    void went_on(RequestReader::State before, TimePoint now);
    void refuse(Refusal refusal, TimePoint now);
    void count_refused(Rule rule) noexcept;
    BodyFraming append(const Response& response, ConnectionOption option, TimePoint now);
    void end_response(TimePoint now);
    void response_failed(TimePoint now);
    void cut_response() noexcept;
    void flushed(TimePoint now);
    void input_ended(TimePoint now);
    bool waits_for_request() const noexcept;
    TimePoint idle_end() const noexcept;
    void release_memory() noexcept;
    void account() noexcept;
    void release_large_output() noexcept;
    void refuse_for_memory(TimePoint now);

    const Limits& limits_;
    std::string_view server_date_;
    const TimePoint accepted_;
    ConnectionObserver* const observer_;
    MemoryBudget* const budget_;
    std::size_t accounted_ = 0; // bytes of the budget

    Stage stage_ = Stage::open;
    bool peer_ended_ = false; // FIN came
    bool finishing_ = false;
    bool last_response_ = false; // the response under way said close
    bool holds_memory_ = false;
    std::size_t responded_ = 0; // requests
    TimePoint since_;           // when what is waited for now began: idleness, a head, lingering
    TimePoint progress_;        // when the peer last took output, or sent what is dropped

    RequestReader requests_;
    BodyPace body_pace_;
    std::string output_;
    std::size_t sent_ = 0;           // bytes of output_
    std::size_t response_begin_ = 0; // in output_, of one whose body is under way
    bool response_sent_ = false;     // some of it was
    BodyWriter body_;                // of the response under way; its source may view the request
};

} // namespace costrel::inline v1::http
