#pragma once

#include <costrel/detail/shared_dict.hpp>
#include <costrel/session/format.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::session {

// What a Set-Cookie field was made of, beside the values: with the same it says the same.
struct FieldOrigin {
    std::chrono::sys_seconds now;
    std::chrono::sys_seconds created;
    std::chrono::sys_seconds opened;
    std::uint64_t cookies = 0; // the number of the CookieTemplate

    bool operator==(const FieldOrigin&) const = default;
};

// A session that was authentic and has been read. Its times are not judged: they are at each use.
struct ReadSession {
    SealedContent found; // without its content
    detail::SharedDict values;
    std::string saved;        // the cookie that was made of them last; empty: none yet
    std::string field;        // the whole Set-Cookie field that was made last; empty: none yet
    FieldOrigin field_origin; // of what
    std::size_t place = 0;    // in the cache, from 1 on
};

// The sessions that this thread has read lately, by the number of their format and the whole Cookie
// field. A client sends the same field again and again, and to verify and to read it is most of
// what a session costs. See docs/decisions/session-cache.md.
class SessionCache {
public:
    static SessionCache& of_this_thread();

    // Good until the next add(); nullptr when it is not there.
    ReadSession* find(std::uint64_t format, std::string_view field) noexcept;

    // Keeps a session, which other sessions share from then on, when its field comes for the second
    // time. At most `most` bytes are kept, one session takes at most a quarter of them, and those
    // that were not used for long go. Without memory it does nothing.
    void add(std::uint64_t format, std::string_view field, const SealedContent& found,
             detail::SharedDict& values, std::size_t most) noexcept;

    // What is kept at a place, if it is of that format and these are its values, unchanged. Good
    // until the next add().
    ReadSession* at(std::size_t place, std::uint64_t format,
                    const detail::SharedDict& values) noexcept;
    // Keeps with a session the cookie that was made of it, if there is room for it.
    void keep_saved(ReadSession& session, std::string_view cookie, std::size_t most) noexcept;
    // The same for the whole field.
    void keep_field(ReadSession& session, std::string_view field, const FieldOrigin& origin,
                    std::size_t most) noexcept;

    std::size_t bytes() const noexcept { return bytes_; }

private:
    struct Kept { // wiped at its end: who has the field has the session
        Kept() = default;
        ~Kept();
        Kept(const Kept&) = delete;
        Kept& operator=(const Kept&) = delete;

        std::string field;
        ReadSession session;
    };
    struct Place {
        std::uint64_t hash = 0;
        std::uint64_t format = 0; // 0: empty
        std::uint64_t used = 0;   // the number of its last use
        std::size_t bytes = 0;
        std::unique_ptr<Kept> kept;
    };
    static constexpr std::size_t ways = 4; // the places that a field may be in

    std::uint64_t hash_of(std::uint64_t format, std::string_view field) const noexcept;
    bool is_second(std::uint64_t hash) noexcept;
    Place& oldest_of_set(std::uint64_t hash) noexcept;
    void make_room(std::size_t bytes, std::size_t most) noexcept;
    void clear(Place& place) noexcept;
    bool replace(ReadSession& session, std::string& text, std::string_view other,
                 std::size_t most) noexcept;

    std::vector<Place> places_;             // made with the first session
    std::array<std::uint32_t, 512> seen_{}; // halves of hashes of fields that came once
    std::uint64_t uses_ = 0;
    std::uint64_t secret_ = 0; // so that nobody can choose fields that meet in a set
    std::size_t bytes_ = 0;
    std::size_t next_ = 0; // to be cleared
};

} // namespace costrel::inline v1::session
