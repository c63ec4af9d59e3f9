#include "stores/sqlite/writer.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Kind = session::StoreCall::Kind;

constexpr auto first_back_off = 50ms;
constexpr auto longest_back_off = 5'000ms;
// How often it is looked whether somebody still waits while another process writes.
constexpr int busy_milliseconds = 20;
constexpr std::size_t collected_at_once = 500;

StoreError late()
{
    return {StoreError::Code::timed_out, "sqlite: the time was up before it could be written"};
}

} // namespace

Writer::Writer(SessionPlace place, bool survive_power_loss)
    : place_(std::move(place)), file_(place_.path), reserve_(place_.path),
      survive_power_loss_(survive_power_loss)
{
}

void Writer::note(StoreError problem)
{
    problem_ = std::move(problem);
    back_off_ =
        std::clamp<std::chrono::milliseconds>(2 * back_off_, first_back_off, longest_back_off);
    next_try_ = steady_clock::now() + back_off_;
}

void Writer::open()
{
    try {
        if (place_.framework)
            file_.require_database();
        else
            file_.prepare();
        connection_ = std::make_unique<Connection>(place_, Connection::Use::writing);
        is_durable_ = !survive_power_loss_;
        set_durable(survive_power_loss_);
        connection_->database().wait_at_most(busy_milliseconds);
        if (!place_.framework)
            reserve_.make();
        back_off_ = {};
        is_open_.store(true, std::memory_order_release);
    } catch (const SqliteError& error) {
        close();
        note(error.store_error());
    } catch (const std::system_error& error) {
        close();
        note({StoreError::Code::unavailable, std::string("sqlite: ") + error.what()});
    }
}

void Writer::close() noexcept
{
    is_open_.store(false, std::memory_order_release);
    connection_.reset();
}

bool Writer::reopen()
{
    if (connection_)
        return true;
    if (steady_clock::now() < next_try_)
        return false;
    try {
        open();
    } catch (const ConfigError& error) { // it was good when the program started
        close();
        note({StoreError::Code::denied, error.what()});
    }
    return connection_ != nullptr;
}

// Waits for other processes as long as somebody waits for this one: for those that write when it
// begins, and for those that read when it commits to a file with a rollback journal. A commit that
// finds them keeps new ones out, and can be repeated.
void Writer::insist(const char* sql, Deadline deadline)
{
    for (;;) {
        try {
            connection_->database().execute(sql);
            return;
        } catch (const SqliteError& error) {
            if (!error.is_busy() || steady_clock::now() >= deadline)
                throw;
        }
    }
}

void Writer::rollback() noexcept
{
    try {
        if (connection_ && connection_->database().is_in_transaction())
            connection_->database().execute("rollback");
    } catch (const SqliteError&) {
        close();
    }
}

void Writer::set_durable(bool durable)
{
    if (durable == is_durable_)
        return;
    connection_->database().execute(durable ? "pragma synchronous = full"
                                            : "pragma synchronous = normal");
    is_durable_ = durable;
}

Writer::Replies Writer::run(Group group)
{
    set_durable(survive_power_loss_ ||
                std::ranges::any_of(group, [](const auto& write) { return write->durable; }));
    Deadline deadline = Deadline::min();
    for (const auto& write : group)
        deadline = std::max(deadline, write->deadline);
    insist("begin immediate", deadline);
    Replies replies;
    for (const auto& write : group)
        replies.push_back(write->users ? connection_->users().run(*write->users)
                                       : connection_->rows().run(*write));
    insist("commit", deadline);
    return replies;
}

Writer::Reply Writer::failed(const SqliteError& error)
{
    if (error.is_fatal()) {
        close();
        note(error.store_error());
    }
    return error.store_error();
}

// On a full disk only ends of sessions get through, by the room that was reserved for them: nothing
// else may take that.
bool Writer::has_room(const Write& write) noexcept
{
    return place_.framework || write.limit != 0 || write.counted_at || write.ends() ||
           write.call.kind == Kind::load ||
           (write.users && write.users->kind != UserCall::Kind::join) || reserve_.make();
}

Writer::Reply Writer::alone(const std::shared_ptr<Write>& write)
{
    for (;;) {
        if (!reopen())
            return problem_;
        try {
            return run(Group(&write, 1)).front();
        } catch (const SqliteError& error) {
            rollback();
            if (!error.is_full() || !write->ends() || !reserve_.give_up())
                return failed(error);
        } catch (const std::bad_alloc&) {
            rollback();
            throw;
        }
    }
}

void Writer::perform(Group group)
{
    std::vector<std::shared_ptr<Write>> waiting;
    const auto now = steady_clock::now();
    for (const auto& write : group) {
        if (write->deadline <= now)
            write->finish(late());
        else if (!reopen())
            write->finish(problem_);
        else if (!has_room(*write))
            write->finish(SqliteError(SQLITE_FULL).store_error());
        else
            waiting.push_back(write);
    }
    if (waiting.size() > 1) {
        try {
            Replies replies = run(Group(waiting));
            for (std::size_t i = 0; i < replies.size(); ++i)
                waiting[i]->finish(std::move(replies[i]));
            return;
        } catch (const SqliteError&) { // of one of them, so each is tried by itself
            rollback();
        } catch (const std::bad_alloc&) {
            rollback();
        }
    }
    // Others may have kept the group waiting until nobody waits for it.
    for (const auto& write : waiting)
        write->finish(write->deadline <= steady_clock::now() ? late() : alone(write));
}

void Writer::collect()
{
    if (!connection_)
        return;
    try {
        const auto once = steady_clock::now();
        insist("begin immediate", once);
        connection_->rows().collect(collected_at_once);
        insist("commit", once);
    } catch (const SqliteError& error) {
        rollback();
        (void)failed(error);
    }
}

} // namespace costrel::inline v1::stores
