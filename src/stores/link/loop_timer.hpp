#pragma once

#include "descriptor.hpp"
#include "stores/link/pauses.hpp"

#include <costrel/detail/event_loop.hpp>

#include <memory>
#include <vector>

namespace costrel::inline v1::stores {

// The timer that the pauses of an event loop share.
class LoopTimer final : public detail::LoopLocal,
                        private detail::DescriptorWaiter,
                        public std::enable_shared_from_this<LoopTimer> {
public:
    // Throws std::system_error when the process has no descriptor for it.
    LoopTimer(detail::EventLoop& events, std::weak_ptr<const bool> owner);

    void add(Pauses::Pausing& pausing);
    void remove(const Pauses::Pausing& pausing) noexcept;
    // Ends that one a turn later.
    void end_early(const Pauses::Pausing& pausing) noexcept;

private:
    struct Place {
        Pauses::Pausing* pausing;
        Pauses::TimePoint end;
    };

    void ended(detail::WaitEnd end) noexcept override;
    void loop_ended() noexcept override;
    bool is_over() const noexcept override { return owner_.expired(); }
    void wait_for_first();
    void keep_waiting() noexcept;

    const std::weak_ptr<const bool> owner_;
    const Descriptor timer_;
    std::unique_ptr<detail::DescriptorWatch> watch_;
    std::vector<Place> places_;
    bool is_waiting_ = false;
};

} // namespace costrel::inline v1::stores
