#pragma once

#include "stores/link/link.hpp"

#include <costrel/detail/event_loop.hpp>

#include <memory>

namespace costrel::inline v1::stores {

// The connection of an event loop. What its requests ask within one turn of the loop is sent
// together, and while nothing is asked it keeps no loop from ending.
class LoopLink final : public detail::LoopLocal,
                       private detail::DescriptorWaiter,
                       public std::enable_shared_from_this<LoopLink> {
public:
    LoopLink(detail::EventLoop& events, std::unique_ptr<Link> link,
             std::weak_ptr<const bool> owner);

    // All in the loop. What is pushed is done a turn later at the earliest.
    void push(std::shared_ptr<Request> request);
    // Looks at its requests a turn later.
    void nudge();

private:
    void ended(detail::WaitEnd end) noexcept override;
    void loop_ended() noexcept override;
    bool is_over() const noexcept override { return owner_.expired(); }
    void drive() noexcept;
    void tell_done() noexcept;
    void wait_for(const Link::Want& want);

    detail::EventLoop& events_;
    std::unique_ptr<Link> link_;
    const std::weak_ptr<const bool> owner_;
    std::unique_ptr<detail::DescriptorWatch> watch_;
    bool is_waiting_ = false;
    bool is_nudged_ = false;
    bool is_driving_ = false;
};

} // namespace costrel::inline v1::stores
