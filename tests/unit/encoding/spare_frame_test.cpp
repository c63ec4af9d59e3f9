#include "encoding/spare_frame.hpp"

#include <costrel/task.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <thread>

namespace {

using namespace costrel;
using namespace costrel::encoding;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool keeps_frames = false;
#else
constexpr bool keeps_frames = true;
#endif

// Each test in a thread of its own, which has kept nothing yet.
template <class F>
void in_new_thread(F&& test)
{
    std::thread(std::forward<F>(test)).join();
}

TEST(SpareFrame, IsTheMemoryOfTheOneBefore)
{
    in_new_thread([] {
        void* const first = take_frame(2000);
        give_frame(first, 2000);
        void* const second = take_frame(2000);
        if (keeps_frames) { // elsewhere an allocator may give the same memory again
            EXPECT_EQ(second, first);
        }
        give_frame(second, 2000);
    });
}

TEST(SpareFrame, HoldsWhatIsAskedForThoughTheOneBeforeWasSmaller)
{
    in_new_thread([] {
        give_frame(take_frame(1000), 1000);
        for (const std::size_t size : {1024UL, 1025UL, 4000UL, 8192UL, 8193UL, 100'000UL, 1UL}) {
            void* const frame = take_frame(size);
            std::memset(frame, 'x', size);
            give_frame(frame, size);
        }
    });
}

TEST(SpareFrame, TwoAtOnceAreTwo)
{
    in_new_thread([] {
        void* const first = take_frame(2000);
        void* const second = take_frame(2000);
        EXPECT_NE(first, second);
        give_frame(first, 2000);
        give_frame(second, 2000);
        void* const third = take_frame(2000);
        void* const fourth = take_frame(2000);
        EXPECT_NE(third, fourth);
        give_frame(third, 2000);
        give_frame(fourth, 2000);
    });
}

TEST(SpareFrame, MayBeGivenBackByAnotherThread)
{
    void* const frame = take_frame(2000);
    in_new_thread([frame] { give_frame(frame, 2000); });
}

Task<int> seven()
{
    co_return 7;
}

TEST(SpareFrame, ATaskMayOutliveTheThreadThatRanIt)
{
    std::optional<Task<int>> task;
    in_new_thread([&task] {
        task.emplace(seven());
        task->start();
    });
    EXPECT_EQ(task->result(), 7);
}

} // namespace
