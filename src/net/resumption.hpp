#pragma once

#include <coroutine>
#include <utility>

namespace costrel::net {

// The right to let a suspended coroutine go on, held by what Asio calls when its wait is over. Asio
// drops what it never calls, when an io_context ends before its operations do: then the coroutine
// ends too, with all that it holds.
class Resumption {
public:
    explicit Resumption(std::coroutine_handle<> waiting) noexcept : waiting_(waiting) {}
    Resumption(Resumption&& other) noexcept : waiting_(std::exchange(other.waiting_, nullptr)) {}
    Resumption& operator=(Resumption&&) = delete;
    ~Resumption()
    {
        if (waiting_)
            waiting_.destroy();
    }

    void operator()() { std::exchange(waiting_, nullptr).resume(); }

private:
    std::coroutine_handle<> waiting_;
};

} // namespace costrel::net
