#pragma once

#include "app/telemetry/second_count.hpp"

#include <costrel/method.hpp>
#include <costrel/session/origin.hpp>

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

namespace costrel::inline v1 {

// The log of what went wrong inside the application. At most `lines_a_second` lines go out, however
// often a client repeats what made one; what was left out is counted in the next line.
class ErrorLog {
public:
    // The request that a line is about.
    struct Subject {
        Method method;
        std::string_view path;
        std::string_view endpoint;
        std::string_view request_id;
    };
    // "Exception on /login [POST]: …", as Flask logs it, with the endpoint and the request's id.
    void exception(const Subject& subject, std::string_view what) noexcept;
    void warning(std::string_view sentence) noexcept;
    // A session cookie that was no good, once a second at most: anybody can send one.
    void rejected_cookie(std::string_view remote_addr, SessionOrigin why,
                         std::string_view request_id) noexcept;
    // A request for a route marked blocking() that found no place in its pool, once a second at
    // most.
    void no_place(const Subject& subject) noexcept;
    // A request that the server leaves behind at its end.
    void given_up(const Subject& subject) noexcept;

private:
    static constexpr int lines_a_second = 20;

    // Whether one more line may go out; `left_out` is how many did not since the last one.
    bool pass(std::size_t& left_out) noexcept;

    std::mutex mutex_;
    std::chrono::steady_clock::time_point second_{};
    int lines_ = 0;
    std::size_t left_out_ = 0;

    SecondCount rejected_cookies_;
    SecondCount without_place_;
};

} // namespace costrel::inline v1
