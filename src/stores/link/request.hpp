#pragma once

#include <costrel/session/store.hpp>

#include <optional>

namespace costrel::inline v1::stores {

// Who waits for a request, in an event loop.
class RequestWaiter {
public:
    virtual void request_done() noexcept = 0;

protected:
    ~RequestWaiter() = default;
};

// Something that a database is asked. Those derived from it say what, and take its reply.
struct Request {
    explicit Request(Deadline until) noexcept : deadline(until) {}
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    virtual ~Request() = default;

    const Deadline deadline;
    unsigned replies = 1;              // that come to it
    std::optional<StoreError> error{}; // why there is no reply
    bool is_done = false;
    bool is_cancelled = false; // nobody wants the reply
    RequestWaiter* waiter = nullptr;
};

} // namespace costrel::inline v1::stores
