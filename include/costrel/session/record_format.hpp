#pragma once

#include <costrel/session/format.hpp>
#include <costrel/session/store.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What the cookies of a request carry, for a record format.
struct CookieId {
    SessionOrigin origin = SessionOrigin::none; ///< `opened`, or why there is no ID
    std::string id{};
    bool rewrite = false; ///< good, but should be sent again: signed by an older key
    /// 0 the current key, 1 and up the older ones.
    std::optional<std::size_t> key_index{};
};

/// How an ID is written in a cookie, and its session in a store: ours, Flask-Session's, Express',
/// Django's rows, yours. Used by many threads at once; holds nothing of a client.
class RecordFormat {
public:
    virtual ~RecordFormat() = default;

    /// The ID that the cookies carry: signed, where that site signs it, and of its grammar. Of
    /// several cookies of the name: the first good one of at most four. Accepts anything a peer
    /// sends. `now`: for keys that begin or end at a time.
    virtual CookieId read_id(const CookieField& cookies, std::chrono::sys_seconds now) const = 0;
    /// The cookies that carry `id`. `random`: random_bytes() of them.
    virtual std::vector<OutCookie> write_id(std::string_view id, std::span<const std::byte> random,
                                            std::chrono::sys_seconds now) const = 0;
    /// An ID as that site makes them, from `random`: random_bytes() of them.
    virtual std::string new_id(std::span<const std::byte> random) const = 0;
    /// Where the session of `id` is kept.
    virtual StoreKey key(std::string_view id) const = 0;

    /// What is authentic in a record, and still unread. Accepts anything that a store returns.
    /// Throws nothing but std::bad_alloc, as read_id() and read() do.
    virtual SealedContent open(std::string_view record, std::chrono::sys_seconds now) const = 0;
    /// Reads what open() found to be good: the session, or nothing when it is not one.
    virtual std::optional<Dict> read(std::string_view content) const = 0;
    /// The record of a session, or the value that the format cannot carry back exactly.
    virtual Result<std::string, CannotCarry> write(const SessionToSave& session) const = 0;

    /// How many random bytes write_id(), new_id() and write() each take.
    virtual std::size_t random_bytes() const noexcept { return 32; }
    /// All names that write_id() may use: what a deletion deletes.
    virtual std::vector<std::string> cookie_names() const = 0;
    virtual CookieDefaults defaults() const { return {}; }
    virtual FormatTraits traits() const noexcept { return {}; }
    /// The entry in which that site keeps its user, as in SessionFormat::user_key().
    virtual std::string user_key() const { return "_user_id"; }
    /// This format with the application's ring, as in SessionFormat::with_keys().
    virtual std::shared_ptr<const RecordFormat> with_keys(const KeyRing&,
                                                          const SessionConfig&) const
    {
        return nullptr;
    }

    static std::shared_ptr<const RecordFormat> costrel(); ///< our own
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
