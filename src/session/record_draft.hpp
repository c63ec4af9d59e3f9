#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/handle.hpp>
#include <costrel/session/store.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace costrel::inline v1::session {

// The record that one request makes of its session: with the entries that the request has, or with
// those and what others stored in the meantime.
class RecordDraft {
public:
    using Random = void (*)(std::span<std::byte>);
    using RandomRoom = std::array<std::byte, 64>;

    RecordDraft(const Setup& setup, Random random) noexcept : setup_(&setup), random_(random) {}

    // `content` must stay until the last write().
    void begin(const detail::SessionContent& content, std::chrono::sys_seconds created,
               const Handle& handle, std::chrono::sys_seconds now);

    // A new version of the record, which follows `before` if there is one; nothing when the format
    // cannot carry the entries.
    std::optional<StoredRecord> write(const StoredRecord* before);
    // Merges what has become of `base` in this request and in others, which stored `theirs`. False
    // when a rule of an entry says that this request fails.
    bool merge(const StoredRecord& base, const StoredRecord& theirs);
    // Whether `current` is the version that was written last, or came after it.
    bool is_within(const StoredRecord& current) const;

    std::uint64_t version() const noexcept { return version_; } // that was written last; 0: none
    std::chrono::sys_seconds created() const noexcept { return created_; }
    // The entries, where others had changed the session; otherwise nullptr.
    const Dict* merged() const noexcept { return merged_ ? &*merged_ : nullptr; }
    // What could not be carried, or the entry that two requests changed.
    const std::string& problem() const noexcept { return problem_; }

    // As many random bytes as the format asks for.
    std::span<const std::byte> fill(RandomRoom& room) const;

private:
    const Setup* setup_;
    Random random_;
    const detail::SessionContent* content_ = nullptr;
    std::chrono::sys_seconds created_{};
    std::chrono::sys_seconds now_{};
    Handle handle_{};
    std::optional<Dict> merged_{};
    std::uint64_t version_ = 0;
    std::string problem_{};
};

} // namespace costrel::inline v1::session
