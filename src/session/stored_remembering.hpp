#pragma once

#include "formats/remember_cookie.hpp"
#include "formats/remembered_logins.hpp"
#include "session/listed_logins.hpp"
#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/handle.hpp>
#include <costrel/session/saved_session.hpp>
#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::session {

// The cookie "remember" of one request whose session is in a store, which knows what became of
// those before it. docs/decisions/remembered-logins.md has the rules, and why each thing is stored
// before or after the session. Where logins cannot be remembered, nothing is done.
class StoredRemembering {
public:
    explicit StoredRemembering(const Setup& setup) noexcept : setup_(&setup) {}

    // Whether the cookie, or one that is to be set, has to do with what the session has become.
    bool concerns(const detail::SessionContent& content) const noexcept
    {
        return setup_->remember() && (content.remembered != detail::Remembered::none ||
                                      content.remembers || content.ends_others);
    }
    // Whether the request has such a cookie.
    bool is_in(std::string_view cookie_field) const;
    // What the cookie is worth beside a session that names a user, or none. A copy ends all that
    // its user has. There is one.
    Task<std::optional<StoreError>> load(std::string_view cookie_field, bool names_user,
                                         std::chrono::sys_seconds now, Deadline deadline);
    // Begins a session in `content`, if that names no user and the cookie is good.
    void open(std::chrono::sys_seconds now, detail::SessionContent& content) const;

    // Before the session is stored, whose handle will be `handle`. An error: it must not be.
    Task<std::optional<StoreError>> before(const detail::SessionContent& content,
                                           const Handle& handle, std::chrono::sys_seconds now,
                                           Deadline deadline);
    // The session was stored, under `handle`. False: the login that began it was ended meanwhile,
    // so it must not stay.
    Task<StoreResult<bool>> after(const detail::SessionContent& content, const Handle& handle,
                                  std::chrono::sys_seconds now, Deadline deadline);
    // The session was not stored.
    Task<void> undo(std::chrono::sys_seconds now, Deadline deadline);
    // What the response says of the cookie.
    void save(SavedSession& saved) const;

private:
    using Found = formats::RememberCookie::Found;
    detail::Remembered judge(const formats::RememberedSeries* series,
                             std::chrono::sys_seconds now) const;
    bool is_copy(const formats::RememberedSeries* series, std::chrono::sys_seconds now) const;
    // Of a cookie from before there was a store, as long as those move in; nothing: of another.
    std::optional<ListedLogins> earlier(std::chrono::sys_seconds now) const;
    formats::RememberedSeries moved_in(const Handle& session, std::chrono::sys_seconds now) const;
    Task<std::optional<StoreError>> read_worth(std::chrono::sys_seconds now, Deadline deadline);
    Task<std::optional<StoreError>> end_copied();
    Task<std::optional<StoreError>> begin_series(const std::string& user, const Handle& handle,
                                                 std::chrono::sys_seconds now, Deadline deadline);
    // Of a user who ended all their sessions but this one.
    Task<std::optional<StoreError>> end_others(const std::string& user,
                                               std::chrono::sys_seconds now, Deadline deadline);
    Task<StoreResult<bool>> use_series(const Handle& handle, std::chrono::sys_seconds now,
                                       Deadline deadline);

    const Setup* setup_;
    std::optional<Found> found_{}; // in the request's cookie
    detail::Remembered worth_ = detail::Remembered::none;
    std::optional<Found> begun_{}; // by this request
    SavedSession response_{};      // with what it says of the cookie
    bool removes_ = false;
};

} // namespace costrel::inline v1::session
