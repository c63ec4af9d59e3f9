// What an exchange does with a store: it asks for the session before the handler, and has it stored
// after it.
#include "session/asking.hpp"
#include "session/commit_queue.hpp"
#include "session/ended.hpp"
#include "session/membership.hpp"
#include "session/setup.hpp"
#include "session/stored_remembering.hpp"
#include "session/stored_session.hpp"
#include "session/uncancelled.hpp"
#include "session/user_ending.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

using std::chrono::sys_seconds;

namespace {

// Asks the store what the cookie "remember" is worth, if there is one.
Task<void> load_remembered(session::StoredSession& stored, std::string_view cookies,
                           sys_seconds now, Deadline end)
{
    session::StoredRemembering& remembering = stored.remembering();
    if (stored.is_out_of_reach() || !remembering.is_in(cookies))
        co_return;
    try {
        const auto missed = co_await remembering.load(cookies, stored.names_user(now), now, end);
        if (missed)
            stored.miss_remembered();
    } catch (...) { // out of memory, or cancelled
        stored.late();
        throw;
    }
    stored.throw_problem();
}

// What becomes of remembered logins before the session is stored.
Task<void> prepare_remembered(session::StoredSession& stored, const detail::SessionContent& content,
                              sys_seconds now, Deadline end)
{
    const Handle handle = content.remembers ? stored.new_handle() : Handle{};
    const auto error = co_await stored.remembering().before(content, handle, now, end);
    if (error)
        stored.lose(content);
    stored.throw_problem();
}

// The session was stored, so the cookie that began it is used up; or it was ended meanwhile, and
// so is the session.
Task<void> settle_remembered(const session::Setup& setup, session::StoredSession& stored,
                             const detail::SessionContent& content, sys_seconds now, Deadline end)
{
    session::StoredRemembering& remembering = stored.remembering();
    if (stored.has_ended()) {
        co_await remembering.undo(now, end);
        co_return;
    }
    const auto stays = co_await remembering.after(content, stored.handle(content), now, end);
    if (stays && *stays)
        co_return;
    std::optional<StoreError> error;
    if (!stays)
        error = stays.error();
    const auto place = stored.stands_at();
    const auto user = session::user_of(content.values.read(), setup.user_key());
    if (place && user && !error) {
        std::vector<StoreKey> made{*place};
        session::UserEnding ending(setup, setup.user_list_key(*user), now);
        error = co_await ending.end_each(std::move(made));
    }
    stored.end_meanwhile();
    if (error)
        stored.late();
    stored.throw_problem();
}

} // namespace

Task<void> SessionExchange::load()
{
    if (!stored_ || (*stored_)->is_loaded())
        co_return;
    const session::Setup& setup = sessions_->setup();
    const Deadline end = setup.deadline();
    co_await ask_store(setup, **stored_, (*stored_)->load(cookies(), now()), end);
    if (setup.remember())
        co_await load_remembered(**stored_, cookies(), now(), end);
}

Task<void> SessionExchange::commit()
{
    if (!stored_ || !opened_ || (*stored_)->is_committed())
        co_return;
    // The request was done: that its client does not wait for the response changes nothing.
    const session::Uncancelled uncancelled(co_await session::ThisLoop());
    const session::Setup& setup = sessions_->setup();
    session::StoredSession& stored = **stored_;
    const Deadline end = setup.deadline();
    const detail::SessionContent& content = session_.content();
    const bool remembers = stored.remembering().concerns(content);
    session::Membership membership(setup, content, now(), end);
    std::exception_ptr failure;
    try {
        if (remembers)
            co_await prepare_remembered(stored, content, now(), end);
        co_await store(membership, end);
        stored.end_earlier(content, now());
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        co_await membership.undo();
        if (remembers)
            co_await stored.remembering().undo(now(), end);
        std::rethrow_exception(failure);
    }
    const auto left = stored.left();
    bool is_settled = !membership.has_to_settle(left);
    try {
        if (!is_settled) {
            const auto unsettled = co_await membership.settle(stored.stands_at(), left);
            is_settled = !unsettled;
        }
    } catch (...) {
        stored.late(); // nobody is told the ID of what may not stay
        throw;
    }
    if (!is_settled) {
        stored.late();
        stored.throw_problem();
    }
    if (remembers)
        co_await settle_remembered(setup, stored, content, now(), end);
}

// Has the session stored, in its turn if others are about to store it as well.
Task<void> SessionExchange::store(session::Membership& membership, Deadline end)
{
    const session::Setup& setup = sessions_->setup();
    session::StoredSession& stored = **stored_;
    if (membership.is_due() && stored.is_in_store()) {
        const auto unlisted = co_await membership.relist(stored.key());
        if (unlisted)
            stored.skip();
        if (unlisted && !session_.content().modified)
            co_return; // the session is good, only shorter
        if (unlisted) {
            stored.late();
            stored.throw_problem();
        }
    }
    if (!stored.replaces(session_.content())) {
        co_await ask_store(setup, stored, stored.commit(session_.content(), now()), end,
                           &membership);
        co_return;
    }
    const StoreKey key = stored.key(); // the session may move to another one meanwhile
    session::CommitQueue::Turn turn(setup.commits(), key, end);
    co_await turn;
    if (turn.state() == session::CommitQueue::Turn::State::refused)
        stored.refuse();
    else
        co_await ask_store(setup, stored, stored.commit(session_.content(), now(), turn.newest()),
                           end, &membership);
    stored.throw_problem();
    turn.hand_on(stored.take_replacement());
}

} // namespace costrel::inline v1
