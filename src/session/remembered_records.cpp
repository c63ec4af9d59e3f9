#include "session/remembered_records.hpp"

#include "session/asking.hpp"
#include "session/ended.hpp"
#include "session/store_call.hpp"
#include "session/user_ending.hpp"
#include "signing/random.hpp"

#include <array>
#include <cstring>
#include <utility>
#include <variant>

namespace costrel::inline v1::session {

using formats::RememberedLogins;
using Kind = StoreCall::Kind;

namespace {

// So many others of the same user may come in between.
constexpr int most_attempts = 32;

std::uint64_t new_version()
{
    std::array<std::byte, sizeof(std::uint64_t)> random;
    signing::fill_random(random);
    std::uint64_t version = 0;
    std::memcpy(&version, random.data(), random.size());
    return version | 1; // 0 would be none
}

StoreCall call_of(Kind kind, StoreKey key)
{
    StoreCall call;
    call.kind = kind;
    call.key = std::move(key);
    return call;
}

} // namespace

Task<StoreResult<RememberedLogins>> RememberedRecords::read(std::string user)
{
    StoreCall call = call_of(Kind::load, setup_->remembered_key(user));
    StoreReply reply = co_await ask_counted(*setup_, std::move(call), deadline_);
    if (auto* const error = std::get_if<StoreError>(&reply))
        co_return std::move(*error);
    const auto& record = std::get<std::optional<StoredRecord>>(reply);
    co_return record ? RememberedLogins::read(record->bytes) : RememberedLogins();
}

Task<std::optional<StoreError>> RememberedRecords::change(std::string user, Change change)
{
    const StoreKey key = setup_->remembered_key(user);
    std::optional<StoreError> unknown; // whether `tried` was stored
    std::uint64_t tried = 0;
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        StoreCall load = call_of(Kind::load, key);
        StoreReply reply = co_await ask_counted(*setup_, std::move(load), deadline_);
        if (auto* const error = std::get_if<StoreError>(&reply))
            co_return unknown ? std::move(unknown) : std::optional(std::move(*error));
        const auto record = std::get<std::optional<StoredRecord>>(std::move(reply));
        RememberedLogins logins =
            record ? RememberedLogins::read(record->bytes) : RememberedLogins();
        if (unknown && logins.is_within(tried)) {
            setup_->tally().add_own_write_found();
            co_return std::nullopt;
        }
        unknown.reset();
        if (!change(logins))
            co_return std::nullopt;
        tried = new_version();
        StoreCall store = call_of(record ? Kind::replace : Kind::insert, key);
        store.record = logins.write(tried, now_);
        store.expected = record ? record->version : 0;
        reply = co_await ask_counted(*setup_, std::move(store), deadline_);
        if (auto* const error = std::get_if<StoreError>(&reply)) {
            if (!error->is_ambiguous())
                co_return std::move(*error);
            unknown = std::move(*error);
        } else if (const auto* const replaced = std::get_if<Replaced>(&reply)) {
            if (replaced->outcome == Replaced::Outcome::done)
                co_return std::nullopt;
        } else if (std::get<bool>(reply)) {
            co_return std::nullopt;
        }
    }
    if (unknown)
        co_return unknown;
    setup_->tally().add_gave_up();
    co_return StoreError{.message = "too many requests change the remembered logins of one user"};
}

Task<StoreResult<bool>> RememberedRecords::erase(std::string user)
{
    StoreCall call = call_of(Kind::erase, setup_->remembered_key(user));
    StoreReply reply = co_await ask_counted(*setup_, std::move(call), deadline_);
    if (auto* const error = std::get_if<StoreError>(&reply))
        co_return std::move(*error);
    co_return std::get<bool>(reply);
}

// A request that a remembered login lets in stores its session and then the counter: if that was
// before the first erasure, the session is ended here. One that logs in stores the remembered login
// and then its session: if the session is ended here, so is the login by the second erasure. It
// does not matter whether this process has a key to remember logins with: `costrel sessions end`
// has none.
Task<StoreResult<bool>> end_stored_user(const Setup& setup, std::string user)
{
    if (RevocationList* const list = setup.revocations_before(setup.now()))
        end_user(setup, *list, user, setup.now()); // what has not moved into the store yet
    RememberedRecords before(setup, setup.now(), setup.deadline());
    auto first = co_await before.erase(user);
    if (!first)
        co_return std::move(first).error();
    UserEnding ending(setup, setup.user_list_key(user), setup.now());
    auto error = co_await ending.end_all(std::nullopt);
    if (error)
        co_return *std::move(error);
    RememberedRecords after(setup, setup.now(), setup.deadline()); // they may have been many
    auto second = co_await after.erase(std::move(user));
    if (!second)
        co_return std::move(second).error();
    co_return *first;
}

} // namespace costrel::inline v1::session
