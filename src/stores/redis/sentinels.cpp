#include "stores/redis/sentinels.hpp"

#include "stores/redis/command.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds patience{200}; // with each

template <class Number>
bool read_number(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

} // namespace

// Names and values in turn.
std::optional<PrimaryPlace> primary_in(const resp::Reply& reply)
{
    if (reply.type != resp::Reply::Type::array)
        return std::nullopt;
    PrimaryPlace found;
    found.place.port = 0;
    bool has_epoch = false;
    for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
        const std::string& name = reply.items[i].text;
        const std::string& value = reply.items[i + 1].text;
        if (name == "ip")
            found.place.host = value;
        else if (name == "port" && !read_number(value, found.place.port))
            return std::nullopt;
        else if (name == "config-epoch")
            has_epoch = read_number(value, found.epoch);
    }
    if (found.place.host.empty() || found.place.port == 0 || !has_epoch)
        return std::nullopt;
    return found;
}

Sentinels::Sentinels(const RedisSettings& settings) : name_(settings.primary)
{
    const auto login = std::make_shared<const RedisLogin>(settings.sentinel_login);
    for (const HostPort& place : settings.hosts)
        nodes_.push_back(
            std::make_shared<RedisNode>(place, Addresses(place.host, place.port), login));
}

Task<StoreResult<PrimaryPlace>> Sentinels::ask(Deadline deadline)
{
    StoreResult<PrimaryPlace> best =
        StoreError{.message = "no sentinel says which Redis is the primary"};
    const auto begin = steady_clock::now();
    for (const auto& node : nodes_)
        if (!node->has_failed_lately(begin))
            co_await ask_one(node, deadline, best);
    if (best)
        co_return best;
    for (const auto& node : nodes_)
        if (!best)
            co_await ask_one(node, deadline, best);
    co_return best;
}

Task<void> Sentinels::ask_one(std::shared_ptr<RedisNode> node, Deadline deadline,
                              StoreResult<PrimaryPlace>& best)
{
    RedisCall call(std::min<Deadline>(deadline, steady_clock::now() + patience),
                   {"SENTINEL", "MASTER", name_});
    const auto command = RedisCommand::of(call);
    co_await node->patient().ask(command);
    if (command->error) {
        node->failed(steady_clock::now());
        if (!best)
            best = *command->error;
        co_return;
    }
    const auto found = primary_in(command->reply);
    if (found && (!best || found->epoch > best->epoch))
        best = *found;
    else if (!found && !best)
        best = StoreError{StoreError::Code::denied,
                          command->reply.is_error("ERR No such master")
                              ? "the sentinels know no primary of that name"
                              : "what the URL names are no sentinels, or they may not be asked"};
}

StoreConnections Sentinels::connections() const noexcept
{
    StoreConnections all;
    for (const auto& node : nodes_) {
        const StoreConnections some = node->connections();
        all.open += some.open;
        all.reconnects += some.reconnects;
    }
    return all;
}

} // namespace costrel::inline v1::stores
