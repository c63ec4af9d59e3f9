#include "net/cohort.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace costrel::inline v1::net {

namespace {

using std::chrono::steady_clock;

// A handler that takes so many times as long as a response may wait is slow: an interrupt is not.
constexpr int slow = 3;
// After slow handlers no response waits in at most so many runs.
constexpr unsigned most_caution = 16;
// So many at once are worth the turn of the loop more.
constexpr unsigned enough = 3;
constexpr unsigned patience = 8; // runs in turn of fewer, before each goes on at once
// Connections that go on at once, before one looks how many are ready; and up to seven more, so
// that it is not always the last one of so many.
constexpr unsigned look_interval = 250;

} // namespace

void Cohort::Members::add(Suspension& connection) noexcept
{
    connection.join_cohort();
    members_[end_++] = &connection;
}

Suspension& Cohort::Members::take() noexcept
{
    Suspension& connection = *members_[first_++];
    if (first_ == end_)
        first_ = end_ = 0;
    return connection;
}

// In memory of the cohort: to begin a run takes none.
class Cohort::Run {
public:
    using allocator_type = OperationAllocator<std::byte>;

    explicit Run(Cohort& cohort) noexcept : cohort_(&cohort) {}

    allocator_type get_allocator() const noexcept { return allocator_type(cohort_->memory_); }
    void operator()() { cohort_->run(); }

private:
    Cohort* cohort_;
};

boost::asio::execution_context::id Cohort::id;

Cohort::Cohort(boost::asio::execution_context& context)
    : service(context), loop_(static_cast<boost::asio::io_context&>(context).get_executor())
{
}

Cohort& Cohort::of(boost::asio::io_context& context)
{
    return boost::asio::use_service<Cohort>(context);
}

// Where few are together, one that goes on at once posts a run that has nothing to do but to count.
bool Cohort::gathers()
{
    current_ = nullptr; // it had not received all of its request
    ++ready_;
    if (!is_posted_)
        post_run();
    if (is_together_ && !received_.is_full())
        return true;
    time_ = steady_clock::now();
    return false;
}

// Asio calls it after the handlers of all that is ready, and after it has asked for more.
void Cohort::post_run()
{
    boost::asio::post(loop_, Run(*this));
    is_posted_ = true;
}

void Cohort::run()
{
    weigh(std::exchange(ready_, 0));
    if (unhurried_ > 0)
        --unhurried_;
    if (unhurried_ == 0 && caution_ > 1)
        --caution_;
    TimePoint held_since = time_ = steady_clock::now();
    while (!received_.is_empty()) {
        answer(received_.take());
        const TimePoint before = std::exchange(time_, steady_clock::now());
        if (time_ - before >= slow * longest_wait_)
            grow_cautious();
        if (time_ - held_since >= longest_wait_) {
            send();
            held_since = time_;
        }
    }
    is_posted_ = false;
    send();
}

// A slow handler may be called again. Or the system did something else meanwhile, so that one is
// little to go by.
void Cohort::grow_cautious() noexcept
{
    unhurried_ = 1 + caution_;
    caution_ = std::min(2 * caution_, most_caution);
}

void Cohort::answer(Suspension& connection)
{
    connection.leave_cohort();
    if (unhurried_ == 0)
        current_ = &connection;
    connection.go_on();
    current_ = nullptr;
}

void Cohort::weigh(unsigned ready) noexcept
{
    if (ready >= enough) {
        is_together_ = true;
        few_ = 0;
    } else if (!is_together_ || ++few_ == patience) {
        is_together_ = false;
        until_look_ = look_interval + looks_++ % 8;
    }
}

void Cohort::send()
{
    while (!answered_.is_empty()) {
        Suspension& connection = answered_.take();
        connection.leave_cohort();
        connection.go_on();
    }
}

void Cohort::shutdown() noexcept
{
    for (Members* const members : {&received_, &answered_})
        while (!members->is_empty())
            members->take().operation_dropped();
}

} // namespace costrel::inline v1::net
