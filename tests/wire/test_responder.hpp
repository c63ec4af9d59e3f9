#pragma once

#include "http/reply.hpp"

#include <costrel/task.hpp>

#include <atomic>
#include <coroutine>
#include <future>
#include <string>
#include <thread>

namespace costrel::inline v1::wire {

// The routes that the tests ask for:
//
//     GET /            "hello"
//     POST /echo       the body
//     GET /host        the host that the request is for
//     GET /peer        the client's address
//     GET /secure      "https" or "http"
//     /fields          the header fields, one a line
//     GET /large       large_size bytes
//     GET /held        waits in the handler until release()
//     GET /later       a task that another thread resumes
//     GET /at-once     a task that never waits
//     GET /throws      a task that ends with an exception
class TestResponder : public http::Responder {
public:
    static constexpr std::size_t large_size = 8 * 1024 * 1024;

    http::Reply respond(const http::Message& message, const http::Peer& peer) noexcept override;

    // Waits until a request for /held or /later has arrived.
    void wait_until_held();
    void release() { released_.set_value(); }

    // How many requests were answered or held.
    int requests() const noexcept { return requests_; }

private:
    Task<Response> later();

    std::promise<void> held_;
    std::promise<void> released_;
    std::jthread other_thread_;
    std::atomic<int> requests_ = 0;
};

} // namespace costrel::inline v1::wire
