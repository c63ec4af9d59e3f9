#include "stores/redis/redis_cluster.hpp"

#include "stores/redis/cluster_reply.hpp"
#include "stores/redis/command.hpp"
#include "stores/redis/key_count.hpp"
#include "stores/redis/key_slot.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Code = StoreError::Code;

// How long until something is tried again.
constexpr milliseconds while_split{5};
constexpr milliseconds after_redirects{10};
constexpr milliseconds while_down{20};
// While a slot moves, nodes may send to each other until they have told each other.
constexpr unsigned most_redirects = 5;
// All slots are asked for in the time of a request, which does not need them.
constexpr milliseconds longest_refresh{1'000};

} // namespace

Task<StoreResult<resp::Reply>> RedisCluster::ask(RedisCall call)
{
    const unsigned slot = slot_of(call.key());
    SlotMap::Node node = slots_.owner(slot, steady_clock::now());
    bool is_asking = false, is_whole = false, refreshes = false, has_repeated = false;
    unsigned redirects = 0;
    for (;;) {
        const auto command = RedisCommand::of(call, is_whole, is_asking);
        co_await node->client_for(call).ask(command);
        ClusterReply meaning =
            command->error ? ClusterReply::down : meaning_in_cluster(command->reply);
        StoreResult<resp::Reply> result = command->result();
        // A write whose connection broke may have been done: who asked decides. What a replica does
        // not know of may be undone, and is done again.
        if (command->error && command->error->code != Code::unavailable &&
            (command->error->code != Code::broken || !call.is_repeatable() ||
             std::exchange(has_repeated, true)))
            meaning = ClusterReply::final;
        else if (meaning == ClusterReply::final && call.replicas() > 0 && !result &&
                 result.error().code == Code::broken)
            meaning = ClusterReply::down;
        if (command->error && command->error->code != Code::denied) {
            slots_.forget(slot, node);
            node->failed(steady_clock::now());
        }
        milliseconds pause{0};
        switch (meaning) {
        case ClusterReply::final:
            if (!is_asking && !command->error)
                slots_.found(slot, node);
            call.replied(node);
            if (refreshes && slots_.begins_refresh(steady_clock::now()))
                co_await refresh(std::move(node), call.deadline());
            co_return result;
        case ClusterReply::moved:
        case ClusterReply::ask: {
            result = StoreError{.message = "the nodes of Redis do not agree on who has a slot"};
            refreshes = refreshes || meaning == ClusterReply::moved;
            const auto place = redirection(command->reply.text, node->place().host);
            SlotMap::Node next = place ? slots_.at(*place) : nullptr;
            if (!next) { // to nowhere
                slots_.forget(slot, node);
                node = slots_.owner(slot, steady_clock::now());
                is_asking = is_whole = false;
                pause = while_down;
                break;
            }
            if (meaning == ClusterReply::ask)
                slots_.found(slot, node);
            node = std::move(next);
            is_asking = meaning == ClusterReply::ask;
            is_whole = false;
            if (!is_asking) // and never by ASK: the other keys are where they were
                slots_.moved(slot, node);
            if (++redirects > most_redirects) {
                redirects = 0;
                pause = after_redirects;
            }
            break;
        }
        case ClusterReply::script:
            if (is_whole) // it does not take what it does not know
                co_return result;
            is_whole = true; // and ASKING is told once more
            break;
        case ClusterReply::split:
        case ClusterReply::down:
            refreshes = refreshes || meaning == ClusterReply::down;
            if (meaning == ClusterReply::down)
                slots_.forget(slot, node);
            node = slots_.owner(slot, steady_clock::now());
            is_asking = is_whole = false;
            pause = meaning == ClusterReply::down ? while_down : while_split;
            break;
        }
        if (pause.count() == 0)
            continue;
        const auto end = steady_clock::now() + pause;
        if (end >= call.deadline() || !co_await pauses_.until(end))
            co_return result;
    }
}

Task<StoreResult<std::size_t>> RedisCluster::count(std::string pattern, Deadline deadline)
{
    SlotMap::Node first = slots_.owner(0, steady_clock::now());
    co_await refresh(std::move(first), deadline);
    const auto owners = slots_.owners();
    if (!owners)
        co_return StoreError{.message = "it is not known which node of Redis has which slots"};
    std::size_t counted = 0;
    for (const SlotMap::Node& node : *owners) {
        auto of_node = co_await count_keys(node, pattern, deadline);
        if (!of_node)
            co_return std::move(of_node).error();
        counted += *of_node;
    }
    co_return counted;
}

// Asks a node that has just replied for all slots. Who waits for it has its own reply by then.
Task<void> RedisCluster::refresh(SlotMap::Node node, Deadline deadline)
{
    RedisCall call(std::min<Deadline>(deadline, steady_clock::now() + longest_refresh),
                   {"CLUSTER", "SLOTS"});
    const auto command = RedisCommand::of(call);
    co_await node->patient().ask(command);
    const auto ranges =
        command->error ? std::nullopt : slot_ranges(command->reply, node->place().host);
    if (ranges)
        slots_.take(*ranges);
    else if (!command->error || command->error->code == Code::corrupt) // it may not, or cannot
        slots_.failed_to_refresh(steady_clock::now());
}

} // namespace costrel::inline v1::stores
