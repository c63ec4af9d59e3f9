#include "stores/redis/slot_ranges.hpp"

#include "stores/redis/key_slot.hpp"

#include <cstdint>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Type = resp::Reply::Type;

// What a node says that is to be called by a name (cluster-preferred-endpoint-type hostname) and
// was not given one.
constexpr std::string_view no_name = "?";

std::optional<std::string> host_in(const resp::Reply& node, const std::string& asked)
{
    const resp::Reply& host = node.items[0];
    if (host.type == Type::null || host.text.empty())
        return asked;
    if (host.text != no_name)
        return host.text;
    if (node.items.size() > 3) // what else it has: names and values in turn
        for (std::size_t i = 0; i + 1 < node.items[3].items.size(); i += 2)
            if (node.items[3].items[i].text == "ip" && !node.items[3].items[i + 1].text.empty())
                return node.items[3].items[i + 1].text;
    return std::nullopt;
}

std::optional<HostPort> node_in(const resp::Reply& node, const std::string& asked)
{
    if (node.type != Type::array || node.items.size() < 2 || node.items[1].type != Type::number ||
        node.items[1].number <= 0 || node.items[1].number > 65'535)
        return std::nullopt;
    auto host = host_in(node, asked);
    if (!host)
        return std::nullopt;
    return HostPort{*std::move(host), static_cast<std::uint16_t>(node.items[1].number)};
}

bool is_slot(const resp::Reply& reply)
{
    return reply.type == Type::number && reply.number >= 0 && reply.number < slot_count;
}

} // namespace

std::optional<std::vector<SlotRange>> slot_ranges(const resp::Reply& reply,
                                                  const std::string& asked)
{
    if (reply.type != Type::array)
        return std::nullopt;
    std::vector<SlotRange> ranges;
    for (const resp::Reply& item : reply.items) {
        if (item.type != Type::array || item.items.size() < 3 || !is_slot(item.items[0]) ||
            !is_slot(item.items[1]) || item.items[0].number > item.items[1].number)
            return std::nullopt;
        SlotRange range{.first = static_cast<unsigned>(item.items[0].number),
                        .last = static_cast<unsigned>(item.items[1].number)};
        for (std::size_t i = 2; i < item.items.size(); ++i) {
            if (auto node = node_in(item.items[i], asked)) {
                range.has_owner = range.has_owner || i == 2;
                range.nodes.push_back(*std::move(node));
            }
        }
        ranges.push_back(std::move(range));
    }
    return ranges;
}

std::optional<HostPort> redirection(std::string_view error, const std::string& asked)
{
    auto place = HostPort::read(error.substr(error.rfind(' ') + 1));
    if (!place || place->host == no_name)
        return std::nullopt;
    if (place->host.empty())
        place->host = asked;
    return place;
}

} // namespace costrel::inline v1::stores
