#pragma once

#include <costrel/encoding/value.hpp>
#include <costrel/result.hpp>
#include <costrel/session/handle.hpp>
#include <costrel/session/origin.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

class FrameworkEntries;
struct KeyRing;
struct SessionConfig;

/// The Cookie field of a request. Each framework reads it in its own way.
class CookieField {
public:
    /// `header` (several fields joined by "; ") must outlive this object.
    explicit CookieField(std::string_view header) noexcept : header_(header) {}

    /// How a cookie's value is written in the field.
    enum class Reading : std::uint8_t {
        python, ///< quotes and their escapes are undone, as Werkzeug does
        raw,    ///< as it is (Plug, cookie-session, Go)
        uri,    ///< %XX is decoded (Node, Rust)
        form,   ///< %XX is decoded and "+" is a space (Rack, PHP)
    };
    /// The values of the cookies of that name, in the order of the field, at most four. Names are
    /// compared byte for byte, after SP and HTAB are trimmed.
    std::vector<std::string> all(std::string_view name, Reading reading = Reading::python) const;
    std::string_view header() const noexcept { return header_; }

private:
    std::string_view header_;
};

/// A cookie to be set. The engine adds its attributes.
struct OutCookie {
    std::string name{};
    std::string value{}; ///< empty: delete it
};

/// What the other framework sends unless the configuration says otherwise. HttpOnly is never taken
/// away.
struct CookieDefaults {
    std::string name = "session";
    std::optional<std::chrono::seconds> max_age{};
    bool secure = false;
    std::string samesite{};
    std::string path = "/";
};

/// What is authentic in a request's cookies, and still unread. The engine checks its times and asks
/// the revocation list before it has `content` read: a format cannot forget to.
struct SealedContent {
    SessionOrigin origin = SessionOrigin::none; ///< `opened`, or why there is nothing
    std::string content{};                      ///< what read() takes
    std::optional<std::size_t> key_index{};     ///< 0 the current key, 1 and up the older ones
    std::optional<std::chrono::sys_seconds> created{}, active{}, ends{},
        begins{}; ///< what the cookie says of its times: it is good from `begins` to before `ends`
    std::optional<Handle> handle{};
    bool rewrite = false;    ///< good, but should be sent again: an older key, or near its end
    bool compressed = false; ///< `content` is a zlib stream: the engine inflates it, bounded by
                             ///< session_inflate_limit, before it has it read
    std::chrono::seconds tolerance{0}; ///< how far `active` may lie ahead of now
    bool may_be_kept = true; ///< by its cache_number(). false: another cookie of the field, which
                             ///< open() passed over, will be good later
};

/// Why a value cannot be kept, and where it is: "cart.items[3]", "bytes".
struct CannotCarry {
    std::string path{};
    std::string what{};
};

/// Which version a record is. The numbers are random, so that two writers never make the same one.
struct RecordVersion {
    std::uint64_t number = 0;
    std::array<std::uint32_t, 8> recent{}; ///< the low halves of those before, newest first
};

/// What a format makes cookies or a record from.
struct SessionToSave {
    const Dict& values;
    std::chrono::sys_seconds now;
    std::chrono::sys_seconds created;
    /// Where random_bytes() is 0: zero, unless the session was opened with one, or is a user's that
    /// a list of ended sessions may have to name.
    Handle handle;
    std::span<const std::byte> random; ///< random_bytes() of them
    /// When this request opened or made the session; otherwise `now`. It is kept as the time of the
    /// last use, so that a request that is under way when its session ends makes no copy that
    /// outlives the entry of the revocation list.
    std::optional<std::chrono::sys_seconds> opened{};
    std::optional<std::chrono::sys_seconds> ends{}; ///< even if it is in use; not set: never
    RecordVersion version{};                        ///< of a record that keeps it: costrel's own
};

/// What a format keeps beside the entries of a session. Timeouts and lists of ended sessions that
/// need what it does not keep are rejected when the application starts.
struct FormatTraits {
    /// The other framework, for messages: "Django". Flask's own entries have no meaning in its
    /// sessions, so flash(), set_permanent() and id() throw SessionFormatError unless `entries` can
    /// keep them in another way. nullptr: they are kept as they are.
    const char* framework = nullptr;
    bool keeps_created = true; ///< when a session began: for session_absolute_timeout
    bool keeps_active = true;  ///< when it was last sent: for session_idle_timeout
    bool keeps_handle = true;  ///< with when it began, for session_revocations
    /// How long after its last use that site ends a session, where session_idle_timeout does not
    /// say so. Nothing: permanent_session_lifetime.
    std::optional<std::chrono::seconds> lifetime{};
    /// <costrel/session/framework_entries.hpp>; not owned, must outlive all sessions. nullptr: the
    /// framework has nothing of the kind.
    const FrameworkEntries* entries = nullptr;
};

/// How a session is written in cookies: Flask's, sealed, Django's, yours. Used by many threads at
/// once; holds nothing of a client.
class SessionFormat {
public:
    virtual ~SessionFormat() = default;

    /// What is authentic in the cookies. Verifies before it decodes, inflates or parses. Of several
    /// cookies of the name: the first good one of at most four. Accepts anything a peer sends.
    /// Throws nothing but std::bad_alloc, which ends the request and leaves the client's cookie
    /// alone.
    virtual SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const = 0;
    /// Reads what open() found to be ours: the session, or nothing when it is not one. By default
    /// Flask's tagged JSON, bounded in depth. Throws nothing but std::bad_alloc.
    virtual std::optional<Dict> read(std::string_view content) const;
    /// Adds to what open() found what only the session itself says of its times and its handle;
    /// they are checked after it, too. By default nothing.
    virtual void complete(SealedContent&, const Dict&) const {}
    /// A new_cache_number() of this object, when what open(), read() and complete() find in a
    /// Cookie field is good as long as the times that SealedContent names say: the session may then
    /// be kept for the next request with the same field (session_cache_bytes). From the second at
    /// which they may find something else, because a key's time begins or ends, it is another
    /// number. 0, the default: they have to be called each time.
    virtual std::uint64_t cache_number(std::chrono::sys_seconds) const noexcept { return 0; }
    /// The first of `count` numbers in a row that no other format of this process has.
    static std::uint64_t new_cache_number(std::size_t count = 1) noexcept;
    /// The cookies that hold the session, or the value that the format cannot carry back exactly.
    virtual Result<std::vector<OutCookie>, CannotCarry>
    save(const SessionToSave& session) const = 0;
    /// save() once more: `earlier` is the value of the one cookie that this format made from the
    /// same values, so only what depends on the time has to be made anew. It is valid during the
    /// call. Called on a format with a cache_number() and without random_bytes(). By default
    /// save().
    virtual Result<std::vector<OutCookie>, CannotCarry> save_again(const SessionToSave& session,
                                                                   std::string_view earlier) const;
    /// Whether save() returns the same for the same values and times and does nothing else, so that
    /// what it returned may be sent again within a second. By default it does not.
    virtual bool repeats() const noexcept { return false; }

    /// All names that save() may use: what a deletion deletes.
    virtual std::vector<std::string> cookie_names() const = 0;
    virtual std::size_t random_bytes() const noexcept { return 0; }
    virtual FormatTraits traits() const noexcept { return {}; }
    virtual CookieDefaults defaults() const { return {}; }
    /// Whether a session that nobody used may have to be sent again: Flask's permanent ones. Looks
    /// only at the text.
    virtual bool may_refresh_unused(const CookieField&) const { return false; }
    /// Whether a permanent session is sent again with each response that used it, when
    /// session_refresh_each_request says so: Flask's way.
    virtual bool refreshes_permanent() const noexcept { return false; }
    /// How far the clocks of hosts of one site may differ where session_clock_skew is not set.
    virtual std::chrono::seconds clock_skew() const noexcept { return std::chrono::seconds(60); }
    /// The entry in which that site keeps its user. Empty: it has no fixed one, so login_user() and
    /// the tokens of csrf_protect() need session_user_key.
    virtual std::string user_key() const { return "_user_id"; }
    /// This format with the application's ring, made at the start and after each change of the
    /// ring. nullptr: it has keys of its own.
    virtual std::shared_ptr<const SessionFormat> with_keys(const KeyRing&,
                                                           const SessionConfig&) const
    {
        return nullptr;
    }

    static std::shared_ptr<const SessionFormat>
    flask(); ///< signed: Flask reads it, and so can the client
    static std::shared_ptr<const SessionFormat> sealed(); ///< encrypted: only costrel reads it
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
