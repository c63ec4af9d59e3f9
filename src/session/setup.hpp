#pragma once

#include "session/commit_queue.hpp"
#include "session/cookie_template.hpp"
#include "session/current_keys.hpp"
#include "session/foreign.hpp"
#include "session/key_poll.hpp"
#include "session/key_source.hpp"
#include "session/key_warning.hpp"
#include "session/late_endings.hpp"
#include "session/merge.hpp"
#include "session/once_a_minute.hpp"
#include "session/session_gauges.hpp"
#include "session/session_tally.hpp"
#include "session/stale_records.hpp"
#include "session/times.hpp"

#include <costrel/sealing/key_ring.hpp>
#include <costrel/session/clock.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session/store.hpp>
#include <costrel/session_observer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// What the configuration of an application's sessions came to. Everything in it is fixed, but for
// the counters and the keys, so any thread may use it.
class Setup {
public:
    // Throws ConfigError when the configuration cannot work.
    Setup(const SessionConfig& config, Clock clock);

    std::chrono::sys_seconds now() const;

    // How sessions stand in their cookies; or, with a store, how their IDs and records do.
    const SessionFormat& format() const noexcept { return *keyed().format; }
    const RecordFormat& record_format() const noexcept { return *keyed().record_format; }
    // Calls `use` with the one of the two that is used.
    template <class Use>
    decltype(auto) with_format(Use&& use) const
    {
        return store_ ? use(record_format()) : use(format());
    }
    // How sessions stand in cookies that the store came in the place of, until that ends; nullptr:
    // there are none.
    const SessionFormat* format_before(std::chrono::sys_seconds now) const noexcept
    {
        const bool is_over = now >= config_.session_accept_other_until.value_or(now);
        return is_over ? nullptr : keyed().before.get();
    }
    // nullptr: IDs are another framework's, and are not replaced but at a login.
    const formats::RotatedIds* rotated_ids() const noexcept { return keyed().rotated_ids.get(); }
    SessionStore* store() const noexcept { return store_.get(); }
    // Of something that the store is asked from now on.
    Deadline deadline() const noexcept
    {
        // A day is for ever, and can be added to any time.
        return std::chrono::steady_clock::now() +
               std::min<std::chrono::milliseconds>(store_timeout_, std::chrono::hours(24));
    }
    // nullptr: the store does not list the sessions of a user, or they are another framework's.
    UserIndex* users() const noexcept { return users_; }
    std::size_t max_per_user() const noexcept { return config_.session_max_per_user; }
    const std::vector<std::string>& summary_keys() const noexcept
    {
        return config_.session_summary_keys;
    }
    StoreKey user_list_key(std::string_view user) const;
    StoreKey remembered_key(std::string_view user) const;
    Outage outage() const noexcept { return outage_; }
    // nullptr: nothing is shown that may have changed since.
    StaleRecords* stale() const noexcept { return stale_.get(); }
    LateEndings& late_endings() const noexcept { return late_endings_; }
    CommitQueue& commits() const noexcept { return commits_; }
    const MergeRules& merge_rules() const noexcept { return merge_rules_; }
    bool has_key() const noexcept { return has_key_; }
    // nullptr: the sessions are not another framework's.
    const Foreign* foreign() const noexcept { return foreign_ ? &*foreign_ : nullptr; }
    const Times& times() const noexcept { return times_; }
    const CookieTemplate& cookies() const noexcept { return *cookies_; }
    // Which sessions have ended, of those that live in cookies; nullptr: they live in a store, or
    // nobody knows.
    RevocationList* revocations() const noexcept { return store_ ? nullptr : revocations_.get(); }
    // The same of sessions that lived in cookies before there was a store.
    RevocationList* revocations_before(std::chrono::sys_seconds now) const noexcept
    {
        return store_ && format_before(now) ? revocations_.get() : nullptr;
    }
    std::chrono::sys_seconds sessions_not_before() const noexcept
    {
        return keyed().sessions_not_before;
    }
    // Whether there is a key to save sessions with at that time.
    bool can_save(std::chrono::sys_seconds at) const noexcept
    {
        return !keyed().takes_ring || keyed().windows.primary(at).has_value();
    }
    // When the last key ceases to be used for saving; nothing: never.
    std::optional<std::chrono::sys_seconds> last_day(std::chrono::sys_seconds at) const noexcept
    {
        return keyed().takes_ring ? keyed().windows.last_day(at) : std::nullopt;
    }

    // Looks whether the key file has changed, once an interval and in one thread; and whether it is
    // time to say that soon no key will sign.
    void follow_keys(std::chrono::sys_seconds now) const
    {
        if (source_.is_due())
            reload_keys(false);
        if (last_key_.is_due(now))
            tell_last_key(now);
    }
    // Says once a minute what the list of ended sessions lacks, if it lacks anything.
    void follow_revocations(std::chrono::sys_seconds now) const
    {
        if (revocations_ && look_at_list_.is_due(now))
            tell_list_problem();
    }
    // Reads the key file when it has changed, or `whatever` it is. A file that cannot be used
    // leaves the keys as they are; the observer is told.
    void reload_keys(bool whatever) const noexcept;
    // The cookie of remembered logins; nullptr: nothing keeps what becomes of them, or the keys are
    // too weak to seal.
    const formats::RememberCookie* remember() const noexcept { return keyed().remember.get(); }
    std::string_view user_key() const noexcept { return user_key_; }
    // Whether it matters whom a session names.
    bool knows_users() const noexcept { return revocations_ || store_; }
    std::size_t inflate_limit() const noexcept { return inflate_limit_; }
    std::size_t cache_bytes() const noexcept { return cache_bytes_; }
    bool refreshes_permanent() const noexcept { return refreshes_permanent_; }

    SessionGauges gauges() const;

    // What happens is counted, and the observer is told.
    SessionTally& tally() const noexcept { return tally_; }
    void tell_opened(SessionOrigin origin, std::size_t key_index) const noexcept;
    // The list of ended sessions could not write an ending down, for `why`. Throws
    // StoreUnavailableError when the configuration asks for it.
    void tell_lost_ending(std::string_view why) const;
    void tell_no_key_saves() const noexcept;
    void tell_store_failed(std::string_view why) const noexcept;
    void tell_stolen(std::string_view user) const noexcept;
    void tell_id_reused() const noexcept;
    // `name` and what it is set to do not fit a cookie: throws CookieTooLargeError when the
    // configuration asks for it. `warning` is Flask's, or empty.
    void tell_too_large(std::string_view name, std::string_view field,
                        std::string_view warning) const;
    std::string size_warning(std::string_view name, std::string_view field) const;

private:
    const Keyed& keyed() const noexcept { return keys_.read(); }
    void use(const KeyRing& ring) const;
    void tell_keys_failed(std::string_view why) const noexcept;
    void tell_keys_warned() const;
    void tell_list_problem() const;
    void tell_last_key(std::chrono::sys_seconds now) const;
    bool use_first_keys(); // whether sessions can be used with them

    SessionConfig config_;
    mutable KeySource source_;
    mutable std::mutex reloading_;                 // from the look until what was read is used
    std::shared_ptr<SessionStore> store_;          // none: sessions live in their cookies
    UserIndex* users_;                             // the store's
    std::shared_ptr<const SessionFormat> unkeyed_; // without a store
    std::shared_ptr<const RecordFormat> unkeyed_record_; // with one
    MergeRules merge_rules_;
    std::chrono::milliseconds store_timeout_;
    Outage outage_;
    std::unique_ptr<StaleRecords> stale_;
    mutable CurrentKeys keys_;
    mutable LastKeyWarning last_key_;
    std::optional<Foreign> foreign_;
    bool has_key_; // or the format needs none of the application's
    Times times_;
    std::optional<CookieTemplate> cookies_;
    detail::Shared<RevocationList> revocations_;
    std::string user_key_;
    std::size_t inflate_limit_;
    std::size_t cache_bytes_;
    std::size_t max_cookie_size_;
    bool refreshes_permanent_ = false;
    bool fail_on_large_cookie_;
    bool fail_on_lost_logout_;
    SessionObserver* observer_;
    Clock clock_;
    mutable SessionTally tally_;
    mutable LateEndings late_endings_;
    mutable CommitQueue commits_;
    mutable OnceAMinute look_at_list_;
    std::optional<KeyPoll> poll_; // last: its thread uses the others
};

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
