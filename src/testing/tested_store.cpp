#include "testing/tested_store.hpp"

#include "formats/record_header.hpp"
#include "formats/record_version.hpp"
#include "signing/random.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

namespace {

template <class T>
T finished(const char* call, Task<StoreResult<T>> task)
{
    task.start();
    if (!task.done())
        throw BrokenPromise(std::string(call) +
                            "() of a task without a loop suspended, where it must block");
    StoreResult<T> result = [&] {
        try {
            return task.result();
        } catch (const std::exception& error) {
            throw BrokenPromise(std::string(call) +
                                "() threw, where it must give a StoreError: " + error.what());
        }
    }();
    if (!result)
        throw BrokenPromise(std::string(call) + "() failed: " + result.error().message);
    return *std::move(result);
}

std::string random_bytes(std::size_t size)
{
    std::string bytes(size, '\0');
    signing::fill_random(std::as_writable_bytes(std::span(bytes)));
    return bytes;
}

// Lets all threads go at once.
class Gate {
public:
    explicit Gate(std::size_t threads) : missing_(threads) {}

    void pass()
    {
        std::unique_lock lock(mutex_);
        if (--missing_ == 0)
            opened_.notify_all();
        else
            opened_.wait(lock, [&] { return missing_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable opened_;
    std::size_t missing_;
};

} // namespace

std::optional<StoredRecord> TestedStore::load(const StoreKey& key) const
{
    return finished("load", store_->load(key, deadline()));
}

bool TestedStore::insert(const StoreKey& key, const StoredRecord& record) const
{
    return finished("insert", store_->insert(key, record, deadline()));
}

Replaced TestedStore::replace(const StoreKey& key, std::uint64_t expected,
                              const StoredRecord& record) const
{
    return finished("replace", store_->replace(key, expected, record, deadline()));
}

bool TestedStore::touch(const StoreKey& key, SysMillis renewed, SysMillis expires) const
{
    return finished("touch", store_->touch(key, renewed, expires, deadline()));
}

bool TestedStore::erase(const StoreKey& key) const
{
    return finished("erase", store_->erase(key, true, deadline()));
}

std::size_t TestedStore::collect(std::size_t limit) const
{
    return finished("collect", store_->collect(limit, deadline()));
}

std::optional<std::size_t> TestedStore::count() const
{
    return finished("count", store_->count(now(), deadline()));
}

UserIndex::Joined TestedStore::join(const StoreKey& user, const StoreKey& session, SysMillis end,
                                    std::size_t cap) const
{
    return finished("join", store_->users()->join(user, session, now(), end, cap, deadline()));
}

bool TestedStore::confirm(const StoreKey& user, const StoreKey& session, std::uint64_t epoch) const
{
    return finished("confirm", store_->users()->confirm(user, session, epoch, deadline()));
}

bool TestedStore::leave(const StoreKey& user, const StoreKey& session) const
{
    return finished("leave", store_->users()->leave(user, session, deadline()));
}

std::vector<StoreKey> TestedStore::list(const StoreKey& user) const
{
    auto sessions = finished("list", store_->users()->list(user, now(), deadline()));
    std::sort(sessions.begin(), sessions.end());
    return sessions;
}

std::vector<StoreKey> TestedStore::end_all(const StoreKey& user, std::optional<StoreKey> keep) const
{
    auto taken = finished("end_all", store_->users()->end_all(user, std::move(keep), deadline()));
    std::sort(taken.begin(), taken.end());
    return taken;
}

void TestedStore::collect_all() const
{
    for (int round = 0; round < 1'000; ++round)
        if (collect(1'000) == 0)
            return;
    throw BrokenPromise("collect() always says that it forgot something");
}

SysMillis now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

StoreKey new_key()
{
    return {.bytes = random_bytes(32)};
}

StoreKey new_whole_key(std::size_t size)
{
    std::string text = "session:";
    for (const char byte : random_bytes(size - text.size()))
        text += static_cast<char>('a' + static_cast<unsigned char>(byte) % 26);
    return {.bytes = std::move(text), .whole = true};
}

StoredRecord record_of(std::string_view data, std::uint64_t version, SysMillis expires)
{
    formats::RecordHeader header;
    header.version = version;
    StoredRecord record{.version = version, .expires = expires};
    header.append_to(record.bytes);
    record.bytes += data;
    return record;
}

StoredRecord foreign_record(std::string bytes, SysMillis expires)
{
    const std::uint64_t version = formats::version_of(bytes);
    return {.bytes = std::move(bytes), .version = version, .expires = expires};
}

void at_once(std::size_t threads, const std::function<void(std::size_t)>& work)
{
    Gate gate(threads);
    std::mutex mutex;
    std::exception_ptr error;
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back([&, i] {
            gate.pass();
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!error)
                    error = std::current_exception();
            }
        });
    running.clear();
    if (error)
        std::rethrow_exception(error);
}

} // namespace costrel::inline v1
