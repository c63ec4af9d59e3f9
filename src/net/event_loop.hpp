#pragma once

#include <costrel/detail/event_loop.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace costrel::inline v1::net {

// Asio's loop as those see it who wait in it and know nothing of Asio. One timer looks at the
// deadlines of all waits, and runs only while there are any.
class EventLoop final : public detail::EventLoop {
public:
    explicit EventLoop(boost::asio::any_io_executor executor);
    ~EventLoop() override;
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // The one of an io_context, which has it as long as it lives; of any other executor (a strand)
    // one that belongs to who asks.
    static std::shared_ptr<EventLoop> of(const boost::asio::any_io_executor& executor);

    bool is_here() const noexcept override;
    void post(std::function<void()> call) override;
    std::unique_ptr<detail::DescriptorWatch> watch(int descriptor) override;
    std::shared_ptr<detail::LoopLocal>& local(std::uint64_t owner) override;

    // Nothing runs in it any more: lets go of the descriptors, and of what others keep here.
    void end() noexcept;

private:
    class Descriptor;
    class Watch;
    class Context;
    // Without a count, so that one may leave a list that only the sweep knows.
    using Descriptors =
        boost::intrusive::list<Descriptor, boost::intrusive::constant_time_size<false>>;

    void keep_sweeping();
    void sweep();

    boost::asio::any_io_executor executor_;
    std::unique_ptr<Descriptors> idle_, waiting_;
    std::map<std::uint64_t, std::shared_ptr<detail::LoopLocal>> locals_;
    std::shared_ptr<boost::asio::steady_timer> timer_; // once something has waited
    bool is_sweeping_ = false;
    bool is_over_ = false;
};

} // namespace costrel::inline v1::net
