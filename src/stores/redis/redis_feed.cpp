#include "stores/redis/command.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/redis_node.hpp"
#include "stores/redis/redis_servers.hpp"
#include "stores/redis/script.hpp"

#include <costrel/stores/redis_feed.hpp>
#include <costrel/sync_wait.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

namespace {

using std::chrono::milliseconds;
using stores::RedisCall;
using stores::resp::Reply;
using Type = Reply::Type;

constexpr milliseconds longest_silence{1'000}; // of a server that waits for lines
constexpr milliseconds patience{2'000};
constexpr milliseconds longest_wait_for_replicas{50};

Deadline in(milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

[[noreturn]] void fail(const StoreError& error)
{
    throw std::runtime_error(error.message);
}

// Of the one stream that was asked for: [[stream, [entry…]]].
const std::vector<Reply>& entries_of(const Reply& reply)
{
    if (reply.type != Type::array || reply.items.size() != 1 || reply.items[0].items.size() != 2)
        fail(stores::error_of(reply));
    return reply.items[0].items[1].items;
}

// Of an entry: [identifier, [name, line]].
const std::string& line_of(const Reply& entry)
{
    if (entry.items.size() != 2 || entry.items[0].type != Type::text ||
        entry.items[1].items.size() != 2)
        fail(stores::error_of(entry));
    return entry.items[1].items[1].text;
}

class RedisFeed final : public RevocationFeed {
public:
    RedisFeed(const stores::RedisSettings& settings, std::chrono::seconds kept_for)
        : stream_(settings.prefix + "ended"),
          kept_for_(std::to_string(milliseconds(kept_for).count())),
          replicas_(settings.replicas_for_logout), servers_(stores::redis_servers(settings))
    {
    }

    void append(std::string_view line) override { append_all(std::array{std::string(line)}); }
    void append_all(std::span<const std::string> lines) override
    {
        std::vector<std::string> arguments{kept_for_};
        arguments.insert(arguments.end(), lines.begin(), lines.end());
        RedisCall call(in(patience), stores::Script::append(), stream_, arguments);
        const auto reply = sync_wait(servers_->ask(
            std::move(call).repeatable().for_replicas(replicas_, longest_wait_for_replicas)));
        if (!reply)
            fail(reply.error());
        const Reply& done = replicas_ > 0 ? reply->items[0] : *reply;
        if (done.type != Type::number)
            fail(stores::error_of(done));
    }

    // A server that took another one's place may have lost lines, and give later ones a place
    // before those that were read. So after an error all are read again, and nothing is repeated
    // here. That another server replied, or the same by another connection, is an error, too.
    std::vector<std::string> fetch(std::string& cursor) override
    {
        if (std::exchange(has_failed_, true)) {
            cursor.clear();
            source_.reset();
        }
        RedisCall call(in(longest_silence + patience),
                       {"XREAD", "COUNT", std::to_string(most_at_once), "BLOCK",
                        std::to_string(longest_silence.count()), "STREAMS", stream_,
                        cursor.empty() ? "0" : std::string_view(cursor)});
        Source source;
        const auto reply =
            sync_wait(servers_->ask(std::move(call).about(stream_).telling(source.node)));
        if (!reply)
            fail(reply.error());
        source.reconnects =
            (source.node ? source.node->connections() : servers_->connections()).reconnects;
        if (source_ && *source_ != source)
            fail({.message = "another Redis may have taken over"});
        source_ = std::move(source);
        std::vector<std::string> lines;
        if (reply->type != Type::null)
            for (const Reply& entry : entries_of(*reply)) {
                lines.push_back(line_of(entry));
                cursor = entry.items[0].text;
            }
        has_failed_ = false;
        return lines;
    }
    bool waits() const noexcept override { return true; }

private:
    // Who replied, where there are several servers, and how often its connections were replaced.
    struct Source {
        std::shared_ptr<const stores::RedisNode> node{};
        std::uint64_t reconnects = 0;
        bool operator==(const Source&) const = default;
    };

    const std::string stream_;
    const std::string kept_for_; // milliseconds
    const unsigned replicas_;
    bool has_failed_ = false;      // the last fetch()
    std::optional<Source> source_; // of what the last one brought
    const std::unique_ptr<stores::RedisServers> servers_;
};

} // namespace

std::unique_ptr<RevocationFeed> redis_feed(RedisStoreOptions options, std::chrono::seconds kept_for)
{
    return std::make_unique<RedisFeed>(stores::redis_settings(options), kept_for);
}

} // namespace costrel::inline v1
