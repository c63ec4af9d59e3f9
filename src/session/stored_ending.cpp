#include "session/stored_ending.hpp"

#include "session/rotation.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <utility>
#include <variant>

namespace costrel::inline v1::session {

namespace {

using Kind = StoreCall::Kind;

// Changes and IDs that may come in between: more than 64 requests of one session do not wait to be
// stored.
constexpr unsigned most_steps = 128;

} // namespace

StoreCall StoredEnding::begin(std::string id, std::chrono::sys_seconds now,
                              const StoredRecord* known)
{
    now_ = now;
    if (!known)
        return look(std::move(id));
    go_to(std::move(id));
    return end(*known);
}

StoreCall StoredEnding::begin_at(StoreKey key, std::chrono::sys_seconds now)
{
    now_ = now;
    state_ = State::looking;
    key_ = std::move(key);
    return {.kind = Kind::load, .key = key_};
}

StoreCall StoredEnding::look(std::string id)
{
    state_ = State::looking;
    go_to(std::move(id));
    return {.kind = Kind::load, .key = key_};
}

void StoredEnding::go_to(std::string id)
{
    key_ = setup_->record_format().key(id);
    id_ = std::move(id);
    if (StaleRecords* const stale = setup_->stale())
        stale->forget(key_);
}

StoreCall StoredEnding::end(const StoredRecord& record)
{
    gave_up_ = ++steps_ > most_steps;
    if (gave_up_)
        return {};
    auto next = id_.empty() ? std::nullopt : successor_in(setup_->rotated_ids(), id_, record.bytes);
    if (next)
        return look(std::move(next->id));
    if (id_.empty())
        moved_ = moved_handle(record.bytes);
    if (is_tombstone(record.bytes))
        return erase();
    state_ = State::replacing;
    std::array<std::byte, sizeof(std::uint64_t)> bytes;
    random_(bytes);
    std::uint64_t version = 0;
    std::memcpy(&version, bytes.data(), bytes.size());
    return {.kind = Kind::replace,
            .key = key_,
            .record = tombstone_of(record, version, now_),
            .expected = record.version};
}

StoreCall StoredEnding::erase()
{
    state_ = State::erasing;
    return {.kind = Kind::erase, .key = key_};
}

StoreCall StoredEnding::told(StoreReply reply)
{
    switch (state_) {
    case State::looking: {
        const auto& record = std::get<std::optional<StoredRecord>>(reply);
        return record ? end(*record) : StoreCall{};
    }
    case State::replacing: {
        const auto& replaced = std::get<Replaced>(reply);
        if (replaced.outcome == Replaced::Outcome::conflict)
            return end(replaced.current);
        return replaced.outcome == Replaced::Outcome::done ? erase() : StoreCall{};
    }
    case State::erasing:
        break;
    }
    return {};
}

} // namespace costrel::inline v1::session
