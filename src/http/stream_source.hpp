#pragma once

#include <costrel/stream.hpp>

#include <chrono>
#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::detail {

// Reads a Stream: resumes the coroutine whenever what it yielded is used up.
class StreamSource final : public BodySource {
    struct FirstYield {
        StreamSource& source;

        bool await_ready() const noexcept { return false; }
        template <std::derived_from<TaskPromise> P>
        bool await_suspend(std::coroutine_handle<P> task) const noexcept
        {
            source.stream_.handle_.promise().set_loop(task.promise().loop());
            return !source.go_on() && source.wait({&resume, task.address()});
        }
        void await_resume() const noexcept {}
        static void resume(void* task) noexcept
        {
            std::coroutine_handle<>::from_address(task).resume();
        }
    };

public:
    explicit StreamSource(Stream stream) noexcept : stream_(std::move(stream)) {}

    std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
    // Small pieces are collected, but not for longer than a millisecond: others wait for their
    // turn.
    Piece read(std::span<char> room) noexcept override;
    bool wait(Wake wake) noexcept override;
    void set_loop(TaskLoop& loop) noexcept override { stream_.handle_.promise().set_loop(&loop); }
    std::string_view failure() const noexcept override { return failure_; }

    // What the coroutine threw, or nullptr.
    std::exception_ptr error() const noexcept { return stream_.handle_.promise().error(); }

    // For a stream that is the handler: `co_await source.first_yield()` runs it until it first has
    // something to show, or is at its end.
    FirstYield first_yield() noexcept { return {*this}; }
    // The Response that it yielded, if it did; its text is kept as the first piece.
    std::optional<Response> take_head();

private:
    // Runs the coroutine. False when it waits for something.
    bool go_on() noexcept;
    std::size_t take(std::span<char> room) noexcept;
    Piece fail() noexcept;

    static constexpr std::chrono::milliseconds longest_read{1};

    Stream stream_;
    std::string first_text_; // of the head
    std::string failure_;
};

} // namespace costrel::inline v1::detail

namespace costrel::inline v1::http {

using detail::StreamSource;

} // namespace costrel::inline v1::http
