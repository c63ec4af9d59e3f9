#include "stores/sqlite/fork_watch.hpp"
#include "stores/sqlite/readers.hpp"
#include "stores/sqlite/session_table.hpp"
#include "stores/sqlite/sqlite_url.hpp"
#include "stores/sqlite/write_thread.hpp"

#include <costrel/config_error.hpp>
#include <costrel/stores/sqlite.hpp>
#include <costrel/wait.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <variant>
#include <vector>

namespace costrel::inline v1 {

namespace stores {

namespace {

using session::StoreCall;
using Kind = StoreCall::Kind;

class SqliteStore final : public SessionStore, private UserIndex, private Forked {
public:
    explicit SqliteStore(SqliteStoreOptions options)
        : is_framework_(options.framework_table.has_value()),
          readers_({options.path, options.framework_table}),
          writer_({std::move(options.path), std::move(options.framework_table)},
                  options.survive_power_loss),
          thread_(std::make_unique<WriteThread>(writer_, *in_use_)), forked_(*this)
    {
        writer_.open();
    }

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        if (is_taken(key))
            if (auto found = load_here(key))
                return given<std::optional<StoredRecord>>(*std::move(found));
        return ask<std::optional<StoredRecord>>({.kind = Kind::load, .key = std::move(key)},
                                                deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        return ask<bool>({.kind = Kind::insert, .key = std::move(key), .record = std::move(record)},
                         deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        return ask<Replaced>({.kind = Kind::replace,
                              .key = std::move(key),
                              .record = std::move(record),
                              .expected = expected},
                             deadline);
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        return ask<bool>({.kind = Kind::touch,
                          .key = std::move(key),
                          .record = {.expires = expires},
                          .renewed = renewed},
                         deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        return ask<bool>({.kind = Kind::erase, .key = std::move(key)}, deadline, durable);
    }
    Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline deadline) override
    {
        if (limit == 0)
            return given(limit);
        const auto write = std::make_shared<Write>(StoreCall{}, deadline);
        write->limit = limit;
        return written<std::size_t>(write);
    }

    Task<StoreResult<std::optional<std::size_t>>> count(SysMillis now, Deadline deadline) override
    {
        const auto write = std::make_shared<Write>(StoreCall{}, deadline);
        write->counted_at = now;
        return written<std::optional<std::size_t>>(write);
    }

    UserIndex* users() noexcept override { return is_framework_ ? nullptr : this; }

private:
    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override
    {
        return ask<Joined>({.kind = UserCall::Kind::join,
                            .user = std::move(user),
                            .session = std::move(session),
                            .now = now,
                            .end = end,
                            .cap = cap},
                           deadline);
    }
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override
    {
        return ask<bool>({.kind = UserCall::Kind::confirm,
                          .user = std::move(user),
                          .session = std::move(session),
                          .epoch = epoch},
                         deadline);
    }
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override
    {
        return ask<bool>(
            {.kind = UserCall::Kind::leave, .user = std::move(user), .session = std::move(session)},
            deadline);
    }
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override
    {
        return ask<std::vector<StoreKey>>(
            {.kind = UserCall::Kind::list, .user = std::move(user), .now = now}, deadline);
    }
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override
    {
        return ask<std::vector<StoreKey>>(
            {.kind = UserCall::Kind::end_all, .user = std::move(user), .keep = std::move(keep)},
            deadline);
    }

    // The record, if it can be read without waiting for anybody.
    std::optional<std::optional<StoredRecord>> load_here(const StoreKey& key)
    {
        const std::shared_lock in_use(*in_use_);
        if (!writer_.is_open())
            return std::nullopt;
        try {
            return readers_.load(key);
        } catch (const SqliteError&) { // the thread that writes can wait, and says what is wrong
            return std::nullopt;
        }
    }

    // Our own records do not belong into the table of another framework.
    bool is_taken(const StoreKey& key) const noexcept { return !is_framework_ || key.whole; }

    template <class T>
    static Task<StoreResult<T>> rejected()
    {
        co_return StoreError{StoreError::Code::denied,
                             "sqlite: the table is another framework's; set session_record to "
                             "that framework's format"};
    }
    template <class T>
    static Task<StoreResult<T>> given(T value)
    {
        co_return value;
    }
    template <class T>
    Task<StoreResult<T>> ask(StoreCall call, Deadline deadline, bool durable = false)
    {
        if (!is_taken(call.key))
            return rejected<T>();
        return written<T>(std::make_shared<Write>(std::move(call), deadline, durable));
    }
    template <class T>
    Task<StoreResult<T>> ask(UserCall call, Deadline deadline)
    {
        const auto write = std::make_shared<Write>(StoreCall{}, deadline, call.ends());
        write->users = std::move(call);
        return written<T>(write);
    }
    // What the thread that writes replies.
    template <class T>
    Task<StoreResult<T>> written(std::shared_ptr<Write> write)
    {
        if (write->descriptor() < 0)
            co_return StoreError{.message = "sqlite: this process has no descriptor left"};
        if (!thread_->add(write))
            co_return StoreError{.message = "sqlite: too many writes wait already, or there is no "
                                            "thread to write with"};
        Watch watch(write->descriptor());
        while (!write->is_done()) {
            const bool in_time = co_await wait(watch, Until::readable, write->deadline);
            if (!in_time && !write->is_done())
                co_return StoreError{StoreError::Code::timed_out,
                                     "sqlite: it was not written in time"};
        }
        Write::Reply reply = write->take();
        if (auto* const error = std::get_if<StoreError>(&reply))
            co_return std::move(*error);
        co_return std::get<T>(std::move(reply));
    }

    void before_fork() noexcept override
    {
        in_use_->lock();
        thread_->lock();
        readers_.close();
        writer_.close();
    }
    void after_fork_in_parent() noexcept override
    {
        // The next call opens the file again.
        thread_->unlock();
        in_use_->unlock();
    }
    void after_fork_in_child() noexcept override
    {
        // Their threads are the parent's, and so is who waits for them.
        (void)thread_.release();
        (void)in_use_.release();
        in_use_ = std::make_unique<std::shared_mutex>();
        thread_ = std::make_unique<WriteThread>(writer_, *in_use_);
    }

    std::unique_ptr<std::shared_mutex> in_use_ =
        std::make_unique<std::shared_mutex>(); // shared by who uses a connection
    bool is_framework_;
    Readers readers_;
    Writer writer_;
    std::unique_ptr<WriteThread> thread_;
    ForkWatch forked_;
};

} // namespace

} // namespace stores

std::shared_ptr<SessionStore> sqlite_store(SqliteStoreOptions options)
{
    if (options.path.empty() || options.path == ":memory:")
        throw ConfigError("costrel: an SQLite store needs the path of a file; `memory:` is the "
                          "store in the memory of this process");
    // A program may change its folder later, and the file may have to be opened again.
    options.path = std::filesystem::absolute(options.path).string();
    return std::make_shared<stores::SqliteStore>(std::move(options));
}

std::string sqlite_schema()
{
    return std::string(stores::session_table_schema()).append(stores::user_table_schema());
}

std::shared_ptr<SessionStore> detail::sqlite_store_at(const std::string& url)
{
    return sqlite_store(stores::read_sqlite_url(url));
}

} // namespace costrel::inline v1
