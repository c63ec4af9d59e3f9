#include "http/stream_source.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace costrel::inline v1::http {
namespace {

using State = detail::BodySource::State;

// Where the test decides when, and in which thread, a stream goes on.
struct Gate {
    std::coroutine_handle<> waiting;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) noexcept { waiting = handle; }
    void await_resume() const noexcept {}
};

// All that a source gives until it ends or waits, read with so much room at a time.
struct Seen {
    std::string text;
    State state;
};

Seen read_all(StreamSource& source, std::size_t room)
{
    Seen seen{"", State::more};
    std::string buffer(room, '\0');
    while (seen.state == State::more) {
        const auto piece = source.read({buffer.data(), room});
        seen.text.append(buffer, 0, piece.size);
        seen.state = piece.state;
    }
    return seen;
}

Stream greeting()
{
    co_yield "Hello";
    co_yield "";
    co_yield std::string(", world, which is longer than a small string");
}
Stream gated(Gate& gate)
{
    co_yield "before";
    co_await gate;
    co_yield "after";
}
Stream endless()
{
    for (;;)
        co_yield "";
}
Stream failing()
{
    co_yield "begun";
    throw std::runtime_error("on purpose");
}

TEST(StreamSource, GivesWhatIsYieldedHoweverSmallTheRoomIs)
{
    for (const std::size_t room : {1U, 2U, 5U, 100U}) {
        StreamSource source(greeting());
        const Seen seen = read_all(source, room);
        EXPECT_EQ(seen.text, "Hello, world, which is longer than a small string");
        EXPECT_EQ(seen.state, State::end);
    }
}

TEST(StreamSource, DoesNotReadForEverWhenNothingIsYielded)
{
    StreamSource source(endless());
    char room[8];
    const auto piece = source.read(room);
    EXPECT_EQ(piece.size, 0U);
    EXPECT_EQ(piece.state, State::more);
}

TEST(StreamSource, FailsWithTheWordsOfTheException)
{
    StreamSource source(failing());
    EXPECT_EQ(read_all(source, 100).state, State::failed);
    EXPECT_EQ(source.failure(), "on purpose");
    EXPECT_TRUE(source.error());
}

TEST(StreamSource, WakesWhoeverWaitsForIt)
{
    Gate gate;
    StreamSource source(gated(gate));
    const Seen before = read_all(source, 100);
    EXPECT_EQ(before.text, "before");
    ASSERT_EQ(before.state, State::waiting);

    bool woken = false;
    ASSERT_TRUE(
        source.wait({[](void* flag) noexcept { *static_cast<bool*>(flag) = true; }, &woken}));
    EXPECT_FALSE(woken);
    gate.waiting.resume();
    EXPECT_TRUE(woken);
    EXPECT_EQ(read_all(source, 100).text, "after");
}

TEST(StreamSource, DoesNotWaitWhenThereIsMoreAlready)
{
    Gate gate;
    StreamSource source(gated(gate));
    ASSERT_EQ(read_all(source, 100).state, State::waiting);
    std::jthread([&] { gate.waiting.resume(); }).join();
    EXPECT_FALSE(source.wait({[](void*) noexcept { FAIL(); }, nullptr}));
    const Seen after = read_all(source, 100);
    EXPECT_EQ(after.text, "after");
    EXPECT_EQ(after.state, State::end);
}

TEST(StreamSource, WakesFromAnotherThread)
{
    for (int i = 0; i < 100; ++i) { // the two sides meet in either order
        Gate gate;
        StreamSource source(gated(gate));
        ASSERT_EQ(read_all(source, 100).state, State::waiting);
        std::atomic<bool> woken = false;
        std::jthread other([&] { gate.waiting.resume(); });
        const bool waits = source.wait({[](void* flag) noexcept {
                                            auto& set = *static_cast<std::atomic<bool>*>(flag);
                                            set = true;
                                            set.notify_one();
                                        },
                                        &woken});
        if (waits)
            woken.wait(false);
        EXPECT_EQ(read_all(source, 100).text, "after");
        other.join();
    }
}

} // namespace
} // namespace costrel::inline v1::http
