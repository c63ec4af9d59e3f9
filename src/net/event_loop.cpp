#include "net/event_loop.hpp"

#include <costrel/asio.hpp>
#include <costrel/detail/loop_thread.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <iterator>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace costrel::inline v1::net {

using std::chrono::steady_clock;

namespace {

using ContextExecutor = boost::asio::io_context::executor_type;

constexpr std::chrono::milliseconds sweep_interval{100};

} // namespace

// What Asio's handlers own together with the watch: one that was cancelled is still called.
class EventLoop::Descriptor final : public std::enable_shared_from_this<Descriptor>,
                                    public boost::intrusive::list_base_hook<> {
public:
    using Stream = boost::asio::posix::stream_descriptor;

    Descriptor(EventLoop& loop, int descriptor)
        : loop_(&loop), stream_(std::in_place, loop.executor_)
    {
        stream_->assign(descriptor);
        loop.idle_->push_back(*this);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); } // there was no memory for its watch

    void begin(detail::Direction direction, steady_clock::time_point deadline,
               detail::DescriptorWaiter& waiter)
    {
        if (!loop_ || loop_->is_over_)
            return;
        loop_->keep_sweeping();
        ++round_;
        if (direction == detail::Direction::reading || direction == detail::Direction::both)
            wait(Stream::wait_read);
        if (direction == detail::Direction::writing || direction == detail::Direction::both)
            wait(Stream::wait_write);
        deadline_ = deadline;
        waiter_ = &waiter;
        loop_->waiting_->splice(loop_->waiting_->end(), *loop_->idle_,
                                loop_->idle_->iterator_to(*this));
    }
    void wake()
    {
        if (waiter_)
            boost::asio::post(loop_->executor_, [self = shared_from_this(), round = round_] {
                self->end(round, detail::WaitEnd::woken);
            });
    }
    void drop() noexcept
    {
        ++round_; // what is under way is of one before
        if (!std::exchange(waiter_, nullptr) || !loop_)
            return;
        loop_->idle_->splice(loop_->idle_->end(), *loop_->waiting_,
                             loop_->waiting_->iterator_to(*this));
        boost::system::error_code ignored;
        stream_->cancel(ignored);
    }
    // The descriptor is its owner's, who may close it now.
    void close() noexcept
    {
        if (!loop_)
            return;
        drop();
        loop_->idle_->erase(loop_->idle_->iterator_to(*this));
        loop_ = nullptr;
        try {
            stream_->release();
        } catch (const boost::system::system_error&) { // it was closed already
        }
        stream_.reset();
    }

    unsigned round() const noexcept { return round_; }
    bool is_late(steady_clock::time_point now) const noexcept { return now >= deadline_; }
    void end(unsigned round, detail::WaitEnd how) noexcept
    {
        if (round != round_ || !waiter_)
            return;
        const detail::LoopThread in_loop;
        detail::DescriptorWaiter& waiter = *waiter_;
        drop();
        waiter.ended(how);
    }

private:
    void wait(Stream::wait_type what)
    {
        stream_->async_wait(what,
                            [self = shared_from_this(), round = round_](boost::system::error_code) {
                                self->end(round, detail::WaitEnd::ready);
                            });
    }

    EventLoop* loop_; // until the watch or the loop ends
    std::optional<Stream> stream_;
    detail::DescriptorWaiter* waiter_ = nullptr;
    steady_clock::time_point deadline_;
    unsigned round_ = 0;
};

class EventLoop::Watch final : public detail::DescriptorWatch {
public:
    explicit Watch(std::shared_ptr<Descriptor> descriptor) : descriptor_(std::move(descriptor)) {}
    ~Watch() override { descriptor_->close(); }

    void begin(detail::Direction direction, steady_clock::time_point deadline,
               detail::DescriptorWaiter& waiter) override
    {
        descriptor_->begin(direction, deadline, waiter);
    }
    void wake() noexcept override
    try {
        descriptor_->wake();
    } catch (const std::exception&) { // no memory: then its deadline ends it
    }
    void drop() noexcept override { descriptor_->drop(); }

private:
    std::shared_ptr<Descriptor> descriptor_;
};

// Asio ends it with the io_context: before the handlers that still wait there are dropped.
class EventLoop::Context final : public boost::asio::execution_context::service {
public:
    using key_type = Context;
    static inline boost::asio::execution_context::id id;

    explicit Context(boost::asio::io_context& context)
        : service(context), loop_(context.get_executor())
    {
    }
    EventLoop& loop() noexcept { return loop_; }

private:
    void shutdown() override { loop_.end(); }

    EventLoop loop_;
};

EventLoop::EventLoop(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), idle_(std::make_unique<Descriptors>()),
      waiting_(std::make_unique<Descriptors>())
{
}

EventLoop::~EventLoop()
{
    end();
}

std::shared_ptr<EventLoop> EventLoop::of(const boost::asio::any_io_executor& executor)
{
    const auto* const of_context = executor.target<ContextExecutor>();
    if (!of_context)
        return std::make_shared<EventLoop>(executor);
    EventLoop& loop = boost::asio::use_service<Context>(of_context->context()).loop();
    return {std::shared_ptr<void>(), &loop};
}

bool EventLoop::is_here() const noexcept
{
    const auto* const of_context = executor_.target<ContextExecutor>();
    return of_context && of_context->running_in_this_thread();
}

void EventLoop::post(std::function<void()> call)
{
    boost::asio::post(executor_, [call = std::move(call)] {
        const detail::LoopThread in_loop;
        call();
    });
}

std::unique_ptr<detail::DescriptorWatch> EventLoop::watch(int descriptor)
{
    return std::make_unique<Watch>(std::make_shared<Descriptor>(*this, descriptor));
}

std::shared_ptr<detail::LoopLocal>& EventLoop::local(std::uint64_t owner)
{
    std::shared_ptr<detail::LoopLocal>& local = locals_[owner];
    if (!local)
        std::erase_if(locals_,
                      [](const auto& kept) { return kept.second && kept.second->is_over(); });
    return local;
}

void EventLoop::end() noexcept
{
    if (std::exchange(is_over_, true))
        return;
    timer_.reset();
    for (auto& [owner, local] : locals_)
        if (local)
            local->loop_ended();
    locals_.clear();
    while (!waiting_->empty())
        waiting_->front().close();
    while (!idle_->empty())
        idle_->front().close();
}

void EventLoop::keep_sweeping()
{
    if (is_sweeping_)
        return;
    if (!timer_)
        timer_ = std::make_shared<boost::asio::steady_timer>(executor_);
    timer_->expires_after(sweep_interval);
    timer_->async_wait([this, timer = std::weak_ptr(timer_)](boost::system::error_code error) {
        if (!error && !timer.expired()) // otherwise the loop may be no more
            sweep();
    });
    is_sweeping_ = true;
}

void EventLoop::sweep()
{
    is_sweeping_ = false;
    const auto now = steady_clock::now();
    Descriptors late; // what ends may begin, and end, others
    for (auto next = waiting_->begin(); next != waiting_->end();) {
        const auto descriptor = next++;
        if (descriptor->is_late(now))
            late.splice(late.end(), *waiting_, descriptor);
    }
    while (!late.empty())
        late.front().end(late.front().round(), detail::WaitEnd::timed_out);
    if (waiting_->empty())
        return;
    // For those that are left, whose deadlines nobody else would look at.
    for (int attempt = 0; attempt < 1'000; ++attempt) {
        try {
            keep_sweeping();
            return;
        } catch (const std::exception&) { // no memory; in the end the next wait that begins tries
            std::this_thread::yield();
        }
    }
}

} // namespace costrel::inline v1::net

namespace costrel::inline v1::detail {

std::shared_ptr<costrel::detail::EventLoop>
event_loop_of(const boost::asio::any_io_executor& executor)
{
    return net::EventLoop::of(executor);
}

} // namespace costrel::inline v1::detail
