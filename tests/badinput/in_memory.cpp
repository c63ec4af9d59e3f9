#include "badinput/in_memory.hpp"

#include "unit/http/peer.hpp"

namespace costrel::inline v1::badinput {

Received send_in_memory(const Respond& respond, const Limits& limits, std::size_t max_body,
                        std::string_view input, const std::vector<std::size_t>& cuts,
                        std::string_view following)
{
    http::Peer peer(limits, max_body);
    peer.respond = respond;
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        peer.send(input.substr(begin, cut - begin));
        begin = cut;
    }
    peer.send(input.substr(begin));
    peer.send(following);

    constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    Received received{std::move(peer.received), peer.fin || peer.closed};
    for (std::size_t at = 0; (at = received.bytes.find(interim, at)) != std::string::npos;)
        received.bytes.erase(at, interim.size());
    return received;
}

} // namespace costrel::inline v1::badinput
