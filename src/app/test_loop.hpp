#pragma once

#include <costrel/response.hpp>
#include <costrel/task.hpp>

#include <memory>

namespace costrel::inline v1 {

// An event loop for the handlers of one connection of the test client: they sleep and wait for
// sockets and other threads as in a server, and the caller waits with them. What does not end
// within 30 seconds throws std::logic_error.
class TestLoop {
public:
    TestLoop();

    detail::TaskLoop& tasks() noexcept;
    // Runs a handler's task to its end.
    Response run(Task<Response> task);
    // Waits until the body of a response has more.
    void wait_for(detail::BodySource& source);

private:
    struct State;

    void run_until_done();

    std::shared_ptr<State> state_; // its coroutines own it too
};

} // namespace costrel::inline v1
