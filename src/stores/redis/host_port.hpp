#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// Where a server listens.
struct HostPort {
    std::string host{};
    std::uint16_t port = 6379;

    // As a cluster says it: the port is behind the last colon, for the host may have some. The host
    // may be empty.
    static std::optional<HostPort> read(std::string_view text);

    bool operator==(const HostPort&) const = default;
    bool operator<(const HostPort& other) const
    {
        return host != other.host ? host < other.host : port < other.port;
    }
};

} // namespace costrel::inline v1::stores
