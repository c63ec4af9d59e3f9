#pragma once

#include <costrel/detail/session_content.hpp>
#include <costrel/encoding/value.hpp>
#include <costrel/errors.hpp>
#include <costrel/session/origin.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

struct FlashedMessage;
struct LoginOptions;

/// A key of the session together with the type of its value.
///
///     inline constexpr SessionKey<std::int64_t> views{"views"};
///     session.set(views, session.find(views).value_or(0) + 1);
template <class T>
struct SessionKey {
    std::string_view name;
};

/// One client's session: a dict that travels with the client in a cookie, or is kept in a store.
///
/// Nothing is verified or parsed until the first operation. Every operation, reading or writing,
/// makes the response vary on Cookie. Changes at any depth are noticed and saved. The names are
/// Flask's.
///
///     session["username"] = request.form["username"];
///     session["cart"]["items"].append(42);
///     auto name = session.get<std::string>("username");
///     session.pop("username");
///
/// Without a secret key reading finds an empty session, and every change throws NullSessionError.
class Session {
public:
    class Ref;

    /// An empty session that belongs to no cookie.
    Session();
    /// For what opens and saves sessions: one with that content.
    explicit Session(detail::SessionContent content) noexcept;
    /// One that `opener` fills in when it is first used. It must live as long as this object.
    explicit Session(detail::SessionOpener& opener) noexcept;
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    ~Session();

    /// The entry of `key`, to read or to write. It is valid only within the expression it is part
    /// of.
    Ref operator[](std::string_view key) &;
    /// The value of `key`. Throws SessionKeyError when it is not there.
    const Value& operator[](std::string_view key) const&;

    bool contains(std::string_view key) const;
    std::size_t size() const;
    bool empty() const;
    const Dict& items() const; ///< everything, in the order in which it was put in
    Dict::const_iterator begin() const;
    Dict::const_iterator end() const;

    /// The value of `key` as a T. Throws SessionKeyError when it is not there and SessionTypeError
    /// when it is of another type.
    template <class T>
    T get(std::string_view key) const
    {
        const Value& value = (*this)[key];
        if (auto result = detail::value_to<T>(value))
            return *std::move(result);
        throw_type_error(key, value);
    }
    /// The value of `key` as a T, or `fallback` when it is not there or of another type.
    template <class T>
    T get(std::string_view key, T fallback) const
    {
        auto result = find<T>(key);
        return result ? *std::move(result) : std::move(fallback);
    }
    /// The value of `key`, or null when it is not there, as Flask's None.
    Value get(std::string_view key) const;
    std::string get(std::string_view key, const char* fallback) const
    {
        return get<std::string>(key, std::string(fallback));
    }
    /// The value of `key` as a T, or nothing when it is not there or of another type.
    template <class T>
    std::optional<T> find(std::string_view key) const
    {
        const Value* value = look_up(key);
        return value ? detail::value_to<T>(*value) : std::nullopt;
    }
    template <class T>
    std::optional<T> find(SessionKey<T> key) const
    {
        return find<T>(key.name);
    }

    void set(std::string_view key, Value value);
    template <class T>
    void set(SessionKey<T> key, std::type_identity_t<T> value)
    {
        set(key.name, Value(std::move(value)));
    }

    /// Takes an entry out and returns its value; nothing, and no change, when it is not there.
    std::optional<Value> pop(std::string_view key);
    Value pop(std::string_view key, Value fallback);
    std::optional<DictItem> popitem(); ///< the entry put in last
    bool erase(std::string_view key);  ///< whether it was there
    /// The value of `key`, put in as `value` when it is not there.
    const Value& setdefault(std::string_view key, Value value);
    void update(const Dict& entries); ///< marks the session modified even without entries, as Flask
    void clear();

    /// Whether the cookie lives on when the browser closes: the truth of the entry "_permanent".
    bool permanent() const;
    void set_permanent(bool permanent);

    /// Whether the session will be saved. Set it to false to drop the changes of this request.
    bool modified() const;
    void set_modified(bool modified);
    /// Whether the session was used at all, so that the response varies on Cookie.
    bool accessed() const noexcept { return content_.accessed; }
    void set_accessed(bool accessed) noexcept { content_.accessed = accessed; }

    /// Adds `delta` to the whole number under `key`, which is 0 when it is not there, and returns
    /// the sum. Where the session is in a store, the additions of concurrent requests all count.
    /// Throws SessionTypeError when something else is there, and std::overflow_error when the sum
    /// does not fit.
    std::int64_t add(std::string_view key, std::int64_t delta = 1);

    /// An ID of this client's session: 256 random bits as 43 characters of base64url, made when it
    /// is first asked for and kept in the session. Do not take it as proof of who the client is.
    /// Throws std::runtime_error when the system has no random bytes.
    std::string id();
    /// Lets the session go on under a new handle and a new id(), and in a store under a new cookie;
    /// the previous one ends when this session is saved. CSRF tokens that were given out before are
    /// worthless from here on. Call it when a client logs in.
    void regenerate();

    /// What the client's cookie was worth.
    SessionOrigin origin() const;
    /// Which key signed it: 0 the current one, 1 and up the fallbacks, newest first.
    std::optional<std::size_t> key_index() const;
    /// When it began: at its first save, or at the last login. Nothing before that, or where the
    /// format does not carry it.
    std::optional<std::chrono::sys_seconds> created() const;
    /// When it ends if nothing more is heard of the client; nothing before its first save.
    std::optional<std::chrono::sys_seconds> expires() const;
    /// Its public name, 22 characters: what a list of sessions shows and what a log may hold. It
    /// proves nothing and opens nothing. Nothing before the first save, and where the format has
    /// none; in Flask's format it follows from id(), once that was called, and with a list of ended
    /// sessions one of a user has one in any case. login_user(), regenerate() and clear() take it
    /// away: the next one is there from the next request on.
    std::optional<std::string> handle() const;

    /// For what saves sessions: all that it is now, opened or not.
    const detail::SessionContent& content() const noexcept { return content_; }
    /// The same, taken out.
    detail::SessionContent take_content() && noexcept { return std::move(content_); }
    /// The response is on its way: the session can no longer be changed, nor be used for the first
    /// time, because that would need another cookie or a Vary. Both throw std::logic_error from
    /// here on.
    void finish() noexcept;

private:
    friend std::vector<FlashedMessage> get_flashed_messages(Session&,
                                                            const std::vector<std::string_view>&);
    friend void login_user(Session&, std::string_view, const LoginOptions&);
    friend void logout_others(Session&);

    void open() const;            // gets what it holds, once
    void touch() const;           // every operation begins here
    void touch_to_change() const; // throws when the session cannot be changed
    Dict& change();               // every change goes through here
    const Value* look_up(std::string_view key) const;
    const List& take_flashes(std::string_view key); // once a request; then what it took
    [[noreturn]] void throw_locked() const;
    [[noreturn]] static void throw_type_error(std::string_view key, const Value& found);

    mutable detail::SessionContent content_; // the first use fills it in
};

/// What session["key"] returns: a place in the session, at any depth, that can be read and changed.
/// It works only as a temporary; to keep a value, get<T>() it.
class Session::Ref {
public:
    Ref(const Ref&) = delete;
    Ref& operator=(const Ref&) = delete;

    Ref operator[](std::string_view key) && { return Ref(*session_, this, key, no_index); }
    Ref operator[](std::size_t index) && { return Ref(*session_, this, {}, index); }

    /// Puts a value here. A dict on the way that is not there yet is made; where anything else on
    /// the way has no such place, it throws SessionTypeError.
    template <class T>
    requires std::is_constructible_v<Value, T>
    void operator=(T&& value) && { assign(Value(std::forward<T>(value))); }
    void operator=(Ref&& other) && { assign(other.value()); }
    template <class T>
    void operator=(T&&) &&
    {
        static_assert(sizeof(T) == 0,
                      "costrel: a session cannot hold this type; it holds null, bool, "
                      "numbers, text and costrel's Html, Bytes, BigInteger, Uuid, "
                      "DateTime, List, Tuple, Dict");
    }
    template <class T>
    void operator=(T&&) &
    {
        static_assert(sizeof(T) == 0,
                      "costrel: session[\"key\"] works only as a temporary; assign to "
                      "it at once, or keep what get<T>() gives");
    }

    /// Adds to the number that is here, or to the end of the text. Throws SessionKeyError when
    /// nothing is here, as Python does: Session::add() begins at 0, and all that add at once count.
    /// Throws SessionTypeError when something else is here, and std::overflow_error when the sum
    /// does not fit.
    template <std::integral T>
    requires(!std::same_as<T, bool>) void operator+=(T delta) &&
    {
        if (!std::in_range<std::int64_t>(delta))
            throw_overflow();
        add(static_cast<std::int64_t>(delta));
    }
    void operator+=(double delta) && { add(delta); }
    void operator+=(std::string_view text) && { add(text); }

    /// Whether this value is here; false when nothing is. A whole number is also equal to the same
    /// number with a fraction of zero, as in Python.
    template <class T>
    requires std::is_constructible_v<Value, const T&>
    friend bool operator==(Ref&& ref, const T& other)
    {
        const Value* const found = ref.look_up();
        if (!found)
            return false;
        if constexpr (std::same_as<T, std::nullptr_t>)
            return found->is_null();
        else if constexpr (std::convertible_to<const T&, std::string_view>)
            return ref.is(*found, std::string_view(other));
        else if constexpr (detail::number<T>)
            return detail::value_to<T>(*found) == other;
        else
            return *found == Value(other);
    }

    /// The value as a T. Throws SessionKeyError when it is not there and SessionTypeError when it
    /// is of another type.
    template <class T>
    T get() &&
    {
        const Value& found = value();
        if (auto result = detail::value_to<T>(found))
            return *std::move(result);
        throw_type_error(key_, found);
    }
    /// The value as a T, or `fallback` when it is not there or of another type.
    template <class T>
    T get(T fallback) &&
    {
        auto result = std::move(*this).template find<T>();
        return result ? *std::move(result) : std::move(fallback);
    }
    std::string get(const char* fallback) && { return std::move(*this).get(std::string(fallback)); }
    template <class T>
    std::optional<T> find() &&
    {
        const Value* found = look_up();
        return found ? detail::value_to<T>(*found) : std::nullopt;
    }
    bool contains(std::string_view key) &&; ///< whether it is a dict that has that key
    std::size_t size() &&; ///< of a list, tuple, dict or text; throws as get() does

    void append(Value value) &&;         ///< to a list, which is made when nothing is here
    bool erase(std::string_view key) &&; ///< from a dict; whether it was there
    std::optional<Value> pop(std::string_view key) &&;
    void clear() &&; ///< empties a list or a dict

    template <std::same_as<std::string> T>
    operator T() && = delete;             // write session.get<std::string>("key")
    explicit operator bool() && = delete; // unclear: use contains() or get<bool>()

    friend void append_html(std::string& out, Ref&& ref) { costrel::append_html(out, ref.value()); }

    /// For session[key]; nothing else has a use for it.
    Ref(Session& session, std::string_view key) noexcept : Ref(session, nullptr, key, no_index) {}

private:
    static constexpr std::size_t no_index = static_cast<std::size_t>(-1);

    Ref(Session& session, const Ref* parent, std::string_view key, std::size_t index) noexcept
        : session_(&session), parent_(parent), key_(key), index_(index)
    {
    }

    const Value* look_up() const;     // nullptr when it is not there
    const Value& value() const;       // throws SessionKeyError
    Value* find_to_change() const;    // nullptr when it is not there; marks nothing
    const Value* check_place() const; // nullptr when it is not there; throws when it cannot be
    void put(Value value) const;      // all of it or, out of memory, nothing; after check_place()
    void assign(Value value) const;
    void add(std::int64_t delta) const;
    void add(double delta) const;
    void add(std::string_view text) const;
    static bool is(const Value& found, std::string_view text) noexcept;
    [[noreturn]] static void throw_overflow();
    std::string path() const; // "cart.items", for messages

    Session* session_;
    const Ref* parent_; // the temporary that this one was made from, in the same expression
    std::string_view key_;
    std::size_t index_;
};

inline Session::Ref Session::operator[](std::string_view key) &
{
    return Ref(*this, key);
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
