// Runs the tests of every store on the one that a URL describes.
//
//   store_conformance [--loop] URL [URL-OF-ANOTHER-APPLICATION]
//
// With --loop its calls run in one event loop, whatever thread makes them.
#include <costrel/asio.hpp>
#include <costrel/session/store.hpp>
#include <costrel/stores/memcached.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/testing/store_tests.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace {

using namespace costrel;

// A thread with an event loop.
class Loop {
public:
    template <class T>
    T run(Task<T> task)
    {
        std::promise<T> promise;
        costrel::spawn(context_.get_executor(), std::move(task),
                       [&](std::exception_ptr error, std::optional<T> result) {
                           if (error)
                               promise.set_exception(error);
                           else
                               promise.set_value(*std::move(result));
                       });
        return promise.get_future().get();
    }
    ~Loop() { work_.reset(); }

private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        context_.get_executor()};
    std::jthread thread_{[this] { context_.run(); }};
};

// A store whose calls run in a loop, and block their callers.
class LoopedStore final : public SessionStore, private UserIndex {
public:
    LoopedStore(Loop& loop, std::shared_ptr<SessionStore> store)
        : loop_(loop), store_(std::move(store))
    {
    }
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        co_return loop_.run(store_->load(std::move(key), deadline));
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        co_return loop_.run(store_->insert(std::move(key), std::move(record), deadline));
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        co_return loop_.run(store_->replace(std::move(key), expected, std::move(record), deadline));
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        co_return loop_.run(store_->touch(std::move(key), renewed, expires, deadline));
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        co_return loop_.run(store_->erase(std::move(key), durable, deadline));
    }
    Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline deadline) override
    {
        co_return loop_.run(store_->collect(limit, deadline));
    }

    Task<StoreResult<std::optional<std::size_t>>> count(SysMillis now, Deadline deadline) override
    {
        co_return loop_.run(store_->count(now, deadline));
    }

    UserIndex* users() noexcept override { return store_->users() ? this : nullptr; }

private:
    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override
    {
        co_return loop_.run(
            store_->users()->join(std::move(user), std::move(session), now, end, cap, deadline));
    }
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override
    {
        co_return loop_.run(
            store_->users()->confirm(std::move(user), std::move(session), epoch, deadline));
    }
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override
    {
        co_return loop_.run(store_->users()->leave(std::move(user), std::move(session), deadline));
    }
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override
    {
        co_return loop_.run(store_->users()->list(std::move(user), now, deadline));
    }
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override
    {
        co_return loop_.run(store_->users()->end_all(std::move(user), std::move(keep), deadline));
    }

    Loop& loop_;
    std::shared_ptr<SessionStore> store_;
};

std::shared_ptr<SessionStore> open(const std::string& url)
{
    if (url.starts_with("postgres"))
        return postgres_store({.conninfo = url});
    if (url.starts_with("memcached"))
        return memcached_store({.url = url});
    return redis_store({.url = url});
}

} // namespace

int main(int count, char** words)
{
    const bool in_loop = count > 1 && std::string_view(words[1]) == "--loop";
    if (in_loop)
        ++words, --count;
    if (count < 2) {
        std::fprintf(stderr, "store_conformance [--loop] URL [URL-OF-ANOTHER-APPLICATION]\n");
        return 2;
    }
    Loop loop;
    const auto factory = [&](const std::string& url) -> costrel::StoreFactory {
        if (!in_loop)
            return [url] { return open(url); };
        return [&loop, url] { return std::make_shared<LoopedStore>(loop, open(url)); };
    };
    costrel::StoreTestOptions options;
    if (count > 2)
        options.apart = factory(words[2]);
    return costrel::run_store_tests(factory(words[1]), options);
}
