#include "session/asking.hpp"

#include "session/late_endings.hpp"
#include "session/rest.hpp"
#include "session/store_call.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace costrel::inline v1::session {

namespace {

template <class T>
StoreReply reply_of(StoreResult<T> result)
{
    if (!result)
        return std::move(result).error();
    return *std::move(result);
}

Task<StoreReply> ask(SessionStore& store, StoreCall call, Deadline deadline)
{
    using Kind = StoreCall::Kind;
    switch (call.kind) {
    case Kind::load:
        co_return reply_of(co_await store.load(std::move(call.key), deadline));
    case Kind::insert:
        co_return reply_of(
            co_await store.insert(std::move(call.key), std::move(call.record), deadline));
    case Kind::replace:
        co_return reply_of(co_await store.replace(std::move(call.key), call.expected,
                                                  std::move(call.record), deadline));
    case Kind::touch:
        co_return reply_of(
            co_await store.touch(std::move(call.key), call.renewed, call.record.expires, deadline));
    case Kind::erase:
        co_return reply_of(co_await store.erase(std::move(call.key), true, deadline));
    case Kind::none:
        break;
    }
    co_return StoreError{};
}

SessionTally::Outcome outcome_of(const StoreReply& reply)
{
    using Outcome = SessionTally::Outcome;
    if (std::holds_alternative<StoreError>(reply))
        return Outcome::failed;
    if (const auto* const replaced = std::get_if<Replaced>(&reply)) {
        switch (replaced->outcome) {
        case Replaced::Outcome::done:
            return Outcome::done;
        case Replaced::Outcome::conflict:
            return Outcome::conflict;
        case Replaced::Outcome::gone:
            return Outcome::missing;
        }
    }
    const bool* const did = std::get_if<bool>(&reply);
    const auto* const record = std::get_if<std::optional<StoredRecord>>(&reply);
    return (did && *did) || (record && *record) ? Outcome::done : Outcome::missing;
}

void count(const Setup& setup, StoreCall::Kind kind, const StoreReply& reply,
           std::chrono::steady_clock::duration time)
{
    // The operations of a store are the kinds of calls but `none`.
    static_assert(static_cast<int>(StoreCall::Kind::erase) ==
                  static_cast<int>(StoreOperation::erase) + 1);
    const auto operation = static_cast<StoreOperation>(static_cast<int>(kind) - 1);
    setup.tally().add_store_call(operation, outcome_of(reply),
                                 std::chrono::duration_cast<std::chrono::microseconds>(time));
    if (const auto* const error = std::get_if<StoreError>(&reply))
        setup.tell_store_failed(error->message);
}

} // namespace

Task<StoreReply> ask_counted(const Setup& setup, StoreCall call, Deadline deadline)
{
    const auto kind = call.kind;
    const auto begin = std::chrono::steady_clock::now();
    const SessionTally::InFlight in_flight(setup.tally());
    StoreReply reply = co_await ask(*setup.store(), std::move(call), deadline);
    count(setup, kind, reply, std::chrono::steady_clock::now() - begin);
    co_return reply;
}

Task<std::optional<StoreError>> ask_ending(const Setup& setup, StoredEnding& ending, StoreCall call)
{
    while (call.kind != StoreCall::Kind::none) {
        const bool is_over = call.kind == StoreCall::Kind::erase;
        StoreReply reply = co_await ask_counted(setup, std::move(call), setup.deadline());
        if (auto* const error = std::get_if<StoreError>(&reply))
            co_return std::move(*error);
        call = is_over ? StoreCall{} : ending.told(std::move(reply));
    }
    if (ending.gave_up())
        co_return StoreError{.message = "a session could not be ended: others keep changing it"};
    co_return std::nullopt;
}

Task<void> ask_store(const Setup& setup, StoredSession& stored, StoreCall call, Deadline deadline,
                     Membership* membership)
{
    bool has_replied = false;
    try {
        while (call.kind != StoreCall::Kind::none) {
            const std::chrono::microseconds pause = stored.pause();
            if (pause.count() > 0)
                co_await rest(pause, deadline);
            const bool makes = membership && call.kind == StoreCall::Kind::insert;
            StoreReply reply;
            std::optional<StoreError> unlisted;
            if (makes)
                unlisted = co_await membership->join(call.key);
            if (unlisted)
                reply = *std::move(unlisted);
            else
                reply = co_await ask_counted(setup, std::move(call), deadline);
            if (makes && !unlisted)
                membership->inserted(reply);
            if (std::chrono::steady_clock::now() >= deadline &&
                std::holds_alternative<StoreError>(reply))
                stored.late();
            has_replied = !std::holds_alternative<StoreError>(reply);
            call = stored.told(std::move(reply));
        }
    } catch (...) { // out of memory, or cancelled: nobody knows what was done
        stored.late();
        throw;
    }
    stored.throw_problem();
    if (has_replied && setup.late_endings().has_any())
        co_await finish_late_endings(setup);
}

} // namespace costrel::inline v1::session
