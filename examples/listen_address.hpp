#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

// Where an example listens: what COSTREL_RUN_HOST and COSTREL_RUN_PORT say, as costrel's own server
// does.
struct ListenAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 5000;

    static ListenAddress from_env()
    {
        ListenAddress address;
        if (const char* host = std::getenv("COSTREL_RUN_HOST"))
            address.host = host;
        if (const char* variable = std::getenv("COSTREL_RUN_PORT")) {
            const std::string_view text(variable);
            const char* end = text.data() + text.size();
            const auto [stop, error] = std::from_chars(text.data(), end, address.port);
            if (error != std::errc{} || stop != end)
                throw std::invalid_argument("COSTREL_RUN_PORT must be a number from 0 to 65535");
        }
        return address;
    }

    std::string url() const
    {
        const bool is_ipv6 = host.find(':') != host.npos;
        return "http://" + (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    }
};
