#pragma once

#include <costrel/detail/remembered_login.hpp>
#include <costrel/detail/shared_dict.hpp>
#include <costrel/encoding/value.hpp>
#include <costrel/session/handle.hpp>
#include <costrel/session/origin.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {
class Foreign; // private
}

namespace costrel::inline v1::detail {

struct SessionContent;

/// Opens a session when it is first used: an exchange.
class SessionOpener {
public:
    /// Fills `content` in; only running out of memory, and a store, throw. The next use then tries
    /// again.
    virtual void open(SessionContent& content) = 0;

protected:
    ~SessionOpener() = default;
};

/// Why a session cannot be changed.
enum class SessionLock : std::uint8_t {
    none,
    no_key,      ///< the application has no secret key
    finished,    ///< its response is on its way
    unavailable, ///< nobody can tell whether it is still good
};

/// What the request's cookie "remember" is worth.
enum class Remembered : std::uint8_t {
    none,   ///< there is none, or nobody looked
    unused, ///< it is good, and the session does not need it
    used,   ///< it has begun the session, and becomes the next one of its series
    again,  ///< the same, by a request beside the one that used it
    over,   ///< the browser is told to forget it
};

/// All that a session is: the dictionary, what the client's cookie was worth, and what has been
/// done to it in this request.
struct SessionContent {
    SharedDict values{};
    SessionOpener* opener = nullptr; ///< until it was opened
    SessionOrigin origin = SessionOrigin::none;
    SessionLock lock = SessionLock::none;
    /// For another framework's session, which knows nothing of Flask's own entries.
    const session::Foreign* foreign = nullptr;
    /// The entry that names the user; empty where nobody configured the session. Not owned, as
    /// `foreign`.
    std::string_view user_key{};

    bool accessed = false;
    bool modified = false;
    bool cleared = false;     ///< emptied at once: what others put in meanwhile goes, too
    bool regenerated = false; ///< it goes on under another handle
    bool logged_in = false;   ///< login_user(): its time begins anew
    bool ends_others = false; ///< logout_others()
    bool remembers = false;   ///< login_user(): with a second cookie that logs in again
    Remembered remembered = Remembered::none;
    bool renewable = false; ///< good, but should be sent again: an older key, or near its end
    std::size_t key_index = 0;
    std::size_t cache_place = 0; ///< where the thread that opened it keeps it, from 1 on
    std::optional<std::chrono::sys_seconds> opened{};  ///< when this request opened or made it
    std::optional<std::chrono::sys_seconds> created{}; ///< when it began
    std::optional<std::chrono::sys_seconds> active{};  ///< when it was last sent
    std::optional<std::chrono::sys_seconds> expires{}; ///< when it ends if it is not used again
    std::optional<Handle> handle{};
    RememberedLogin remembered_login{};  ///< where `remembered` is neither none nor over
    std::optional<std::string> user{};   ///< whom it named when it was opened; for stores that list
    std::vector<std::string> counters{}; ///< the entries that add() changed
    List flashes{};                      ///< what get_flashed_messages() took out, once it did
    bool flashes_taken = false;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
