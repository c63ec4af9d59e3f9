#include "encoding/base64.hpp"
#include "signing/digest_method.hpp"
#include "stores/link/client.hpp"
#include "stores/link/kept_record.hpp"
#include "stores/memcached/command.hpp"
#include "stores/memcached/memcached_link.hpp"
#include "stores/memcached/options.hpp"

#include <costrel/stores/memcached.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1 {

namespace {

using std::chrono::seconds;
using stores::MemcachedCommand;
using Code = stores::MemcachedReply::Code;

constexpr std::size_t longest_key = 250;
constexpr std::int64_t longest_span = 30 * 86'400; // more seconds are taken for a time since 1970
constexpr std::int64_t latest = 2'000'000'000;     // and of that the last one, nearly

// Seconds that a time can be added to; of a server that says more.
constexpr std::int64_t longest_left = std::int64_t{1} << 40;

SysMillis system_now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// How memcached is told an end, never too early: its clock has whole seconds. Nothing: it is over.
std::optional<std::string> time_until(SysMillis expires)
{
    const SysMillis now = system_now();
    if (expires <= now)
        return std::nullopt;
    const std::int64_t left = std::chrono::ceil<seconds>(expires - now).count() + 1;
    if (left <= longest_span)
        return std::to_string(left);
    const std::int64_t end = std::chrono::ceil<seconds>(expires).time_since_epoch().count() + 1;
    return end > latest ? "0" : std::to_string(end);
}

// What memcached has under a key.
struct Kept {
    StoredRecord record{};
    std::uint64_t cas = 0;
};

class MemcachedStore final : public SessionStore {
public:
    explicit MemcachedStore(const stores::MemcachedSettings& settings)
        : prefix_(settings.prefix), client_([addresses = settings.addresses] {
              return std::make_unique<stores::MemcachedLink>(addresses);
          })
    {
    }

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        auto found = co_await find(std::move(key), deadline);
        if (!found)
            co_return std::move(found).error();
        if (!*found)
            co_return std::optional<StoredRecord>();
        co_return std::optional(std::move((*found)->record));
    }

    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        const auto time = time_until(record.expires);
        if (!time) { // it would be gone before anybody could see it
            auto found = co_await find(std::move(key), deadline);
            if (!found)
                co_return std::move(found).error();
            co_return !*found;
        }
        const std::string name = name_of(key);
        const auto asked =
            command(deadline, stores::add_text(name, stores::kept_text(key, record), *time));
        co_await client_.ask(asked);
        if (auto problem = asked->problem())
            co_return *std::move(problem);
        co_return asked->reply.code == Code::done;
    }

    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        for (;;) {
            auto found = co_await find(key, deadline);
            if (!found)
                co_return std::move(found).error();
            if (!*found)
                co_return Replaced{.outcome = Replaced::Outcome::gone};
            if ((*found)->record.version != expected)
                co_return Replaced{.outcome = Replaced::Outcome::conflict,
                                   .current = std::move((*found)->record)};
            const auto code = co_await put(key, record, (*found)->cas, deadline);
            if (!code)
                co_return code.error();
            if (*code == Code::done)
                co_return Replaced{};
            // Another one was faster: it says with what.
        }
    }

    // The end is never moved back, and what others change meanwhile is not overwritten.
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        for (;;) {
            auto found = co_await find(key, deadline);
            if (!found)
                co_return std::move(found).error();
            if (!*found)
                co_return false;
            StoredRecord record = (*found)->record;
            record.expires = std::max(record.expires, expires);
            if (!key.whole)
                write_renewed(record.bytes, renewed);
            const auto code = co_await put(key, record, (*found)->cas, deadline);
            if (!code)
                co_return code.error();
            if (*code == Code::done)
                co_return true;
        }
    }

    Task<StoreResult<bool>> erase(StoreKey key, bool, Deadline deadline) override
    {
        const std::string name = name_of(key);
        const auto asked = command(deadline, stores::delete_text(name));
        co_await client_.ask(asked);
        if (auto problem = asked->problem())
            co_return *std::move(problem);
        co_return asked->reply.code == Code::done;
    }

    StoreConnections connections() const noexcept override { return client_.connections(); }
    bool is_cache() const noexcept override { return true; }

private:
    // Without bytes that a key cannot have: ours are hashes already. A key of another framework
    // that memcached does not take lies under its hash, where that framework could not look for it.
    std::string name_of(const StoreKey& key) const
    {
        const auto is_sign = [](char character) {
            return static_cast<unsigned char>(character) > ' ' && character != '\x7f';
        };
        if (key.whole && !key.bytes.empty() && key.bytes.size() <= longest_key &&
            std::ranges::all_of(key.bytes, is_sign))
            return key.bytes;
        std::string name = prefix_ + (key.whole ? "w:" : "s:");
        encoding::base64url_encode(name, key.whole ? hash_of(key.bytes) : key.bytes);
        return name;
    }
    static std::string hash_of(std::string_view text)
    {
        std::array<unsigned char, signing::max_digest_size> bytes;
        const std::size_t size = signing::compute_digest("sha256", std::array{text}, bytes);
        return {reinterpret_cast<const char*>(bytes.data()), size};
    }

    static std::shared_ptr<MemcachedCommand> command(Deadline deadline, std::string text)
    {
        return std::make_shared<MemcachedCommand>(deadline, std::move(text));
    }

    Task<StoreResult<std::optional<Kept>>> find(StoreKey key, Deadline deadline)
    {
        const std::string name = name_of(key);
        const auto asked = command(deadline, stores::get_text(name));
        co_await client_.ask(asked);
        if (auto problem = asked->problem())
            co_return *std::move(problem);
        if (asked->reply.code != Code::value)
            co_return std::optional<Kept>();
        auto record = stores::record_of_kept(key, std::move(asked->reply.text));
        if (!record)
            co_return StoreError{StoreError::Code::corrupt,
                                 "memcached holds something that is not a record"};
        const std::int64_t left = std::min(asked->reply.left, longest_left);
        record->expires = left < 0 ? SysMillis::max() : system_now() + seconds(left);
        co_return std::optional(Kept{*std::move(record), asked->reply.cas});
    }

    // In the place of what has that CAS number: `done`, or another one has by now, or none.
    Task<StoreResult<Code>> put(StoreKey key, StoredRecord record, std::uint64_t cas,
                                Deadline deadline)
    {
        const std::string name = name_of(key);
        const auto time = time_until(record.expires);
        const auto asked = command(
            deadline, time ? stores::replace_text(name, stores::kept_text(key, record), *time, cas)
                           : stores::delete_text(name, cas));
        co_await client_.ask(asked);
        if (auto problem = asked->problem())
            co_return *std::move(problem);
        co_return asked->reply.code;
    }

    const std::string prefix_;
    stores::Client client_;
};

} // namespace

std::shared_ptr<SessionStore> memcached_store(MemcachedStoreOptions options)
{
    return std::make_shared<MemcachedStore>(stores::memcached_settings(options));
}

std::shared_ptr<SessionStore> detail::memcached_store_of_url(const std::string& url)
{
    return memcached_store({.url = url});
}

} // namespace costrel::inline v1
