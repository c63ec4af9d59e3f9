#pragma once

#include "net/operation_memory.hpp"
#include "net/socket.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace costrel::inline v1::net {

// One timer of a loop, which can always be set: Asio's may need memory for that, and the loop's
// sweep is what ends connections when there is none.
class SweepTimer {
public:
    // Throws std::system_error when the system has no descriptor for it.
    SweepTimer(Executor loop, std::function<void()> on_time);

    // From now on. When it is set, it has to be over before it can be set again.
    void set(std::chrono::milliseconds time);
    void cancel() noexcept;
    bool is_set() const noexcept { return is_set_; }

private:
    class Event;

    boost::asio::posix::basic_stream_descriptor<Executor> descriptor_;
    const std::function<void()> on_time_;
    const std::shared_ptr<OperationMemory> memory_ = std::make_shared<OperationMemory>();
    bool is_set_ = false;
};

} // namespace costrel::inline v1::net
