#pragma once

#include "http/message.hpp"

#include <costrel/limits.hpp>
#include <costrel/response.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::badinput {

// What comes back from the connection's state machine, without a socket.
struct Received {
    std::string
        bytes; // without interim answers: whether one is sent hangs on what is there already
    bool ended = false;

    friend bool operator==(const Received&, const Received&) = default;
};

using Respond = std::function<Response(const http::Message&)>;

// Sends `input`, cut at each of `cuts`, and then `following`.
Received send_in_memory(const Respond& respond, const Limits& limits, std::size_t max_body,
                        std::string_view input, const std::vector<std::size_t>& cuts,
                        std::string_view following);

} // namespace costrel::inline v1::badinput
