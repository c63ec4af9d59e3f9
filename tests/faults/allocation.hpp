#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <string>
#include <thread>

namespace costrel::inline v1::faults {

// For other functions that allocate: whether this thread's next allocation, which it is, fails.
bool is_failing() noexcept;

// How many allocations of all threads were not given back yet.
std::size_t live_allocations() noexcept;

// The bytes of all allocations that were not given back yet, and the most there ever were since
// reset_peak().
std::size_t live_bytes() noexcept;
std::size_t peak_bytes() noexcept;
void reset_peak() noexcept;

// How many bytes `action` has at most, in a thread of its own.
template <class F>
std::size_t peak_bytes_of(F action)
{
    std::size_t before = 0;
    std::thread([&] {
        before = live_bytes();
        reset_peak();
        action();
    }).join();
    return peak_bytes() - before;
}

// One allocation that will fail: the n-th (from 1) of a thread within during(). Those that come
// after it fail too when memory has `run_out`.
class Fault {
public:
    Fault(std::size_t n, bool run_out) noexcept : n_(n), run_out_(run_out) {}

    // Whether std::bad_alloc left `action`. Another exception is passed on.
    template <class F>
    bool during(F action)
    {
        const Armed armed(*this);
        try {
            action();
            return false;
        } catch (const std::bad_alloc&) {
            return true;
        }
    }
    bool happened() const noexcept { return happened_; }

    // For operator new: whether this allocation fails.
    bool fails() noexcept;

private:
    // While it lives, the allocations of this thread are those of `fault`.
    struct Armed {
        explicit Armed(Fault& fault) noexcept;
        Armed(const Armed&) = delete;
        Armed& operator=(const Armed&) = delete;
        ~Armed();
    };

    std::size_t n_;
    bool run_out_;
    std::size_t count_ = 0;
    bool happened_ = false;
};

// Calls attempt(fault) for the first allocation that fails, for the second, and so on until none
// does; each time in a thread of its own, so that what threads keep is made anew and given back.
// Nothing may be left over, but `lost` allocations of all that are left by a library.
template <class Attempt>
void with_each_allocation_failing(Attempt attempt, std::size_t lost = 0)
{
    for (const bool run_out : {false, true}) {
        std::size_t may_be_lost = lost;
        for (std::size_t n = 1;; ++n) {
            Fault fault(n, run_out);
            const std::size_t before = live_allocations();
            std::thread([&] { attempt(fault); }).join();
            const std::size_t left = live_allocations() - before;
            ASSERT_LE(left, may_be_lost) << "allocation " << n << " failed";
            may_be_lost -= left;
            ASSERT_FALSE(::testing::Test::HasFailure()) << "allocation " << n << " failed";
            if (!fault.happened()) {
                EXPECT_GT(n, 1U) << "nothing was allocated";
                break;
            }
        }
    }
}

} // namespace costrel::inline v1::faults
