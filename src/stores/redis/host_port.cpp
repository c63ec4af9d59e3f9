#include "stores/redis/host_port.hpp"

#include <charconv>

namespace costrel::inline v1::stores {

std::optional<HostPort> HostPort::read(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    HostPort place{.host = std::string(text.substr(0, colon))};
    const std::string_view port = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), place.port);
    if (error != std::errc() || end != port.data() + port.size() || place.port == 0)
        return std::nullopt;
    return place;
}

} // namespace costrel::inline v1::stores
