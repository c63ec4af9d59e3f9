#pragma once

#include <costrel/encoding/dict.hpp>
#include <costrel/encoding/html.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

namespace detail {
template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;
template <class T>
concept number = std::is_arithmetic_v<T> && !std::same_as<T, bool> && !character<T>;
template <class T>
std::optional<T> value_to(const Value& value);
} // namespace detail

using List = std::vector<Value>;

/// A Python tuple: a list that stays apart from lists in a session, as in Flask.
struct Tuple {
    List items;
};
bool operator==(const Tuple& left, const Tuple& right);

/// Bytes that need not be text: Python's `bytes`.
struct Bytes {
    std::string data;
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

/// A whole number that does not fit std::int64_t, in canonical decimal digits: an optional '-', no
/// leading zero. Flask keeps integers of any size (up to 4,300 digits); so does costrel.
struct BigInteger {
    std::string digits;
    friend bool operator==(const BigInteger&, const BigInteger&) = default;
};

/// A UUID (RFC 9562), in network byte order.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    /// Reads 32 hexadecimal digits, with or without the four dashes; nothing else.
    static std::optional<Uuid> parse(std::string_view text);
    std::string hex() const;  ///< 32 lower-case digits
    std::string text() const; ///< 36 characters, with dashes
    friend bool operator==(const Uuid&, const Uuid&) = default;
};

/// A time point with whole seconds: Python's aware datetime. `offset` is how far the clock it was
/// written with is ahead of UTC; a session is written in GMT and does not keep it.
struct DateTime {
    std::chrono::sys_seconds time;
    std::chrono::seconds offset{0};

    /// The same time point, whatever the offset.
    friend bool operator==(const DateTime& left, const DateTime& right) noexcept
    {
        return left.time == right.time;
    }
};

/// What a session, JSON or a form of it can hold: Python's JSON world and the types that Flask's
/// tagged JSON adds. A value type: copying copies everything below.
///
/// Text is UTF-8. Python's lone surrogates, which UTF-8 has no form for, are kept as the three
/// bytes that UTF-8's scheme gives them (WTF-8), so that they survive a round trip.
class Value {
public:
    class Ref;

    Value() noexcept; ///< null
    Value(std::nullptr_t) noexcept : Value() {}
    template <std::same_as<bool> T>
    Value(T boolean) : Value(Storage(std::in_place_type<bool>, boolean))
    {
    }
    template <std::integral T>
    requires(!std::same_as<T, bool> && !detail::character<T>) Value(T integer)
        : Value(from_integer(integer))
    {
    }
    template <std::floating_point T>
    Value(T number) : Value(Storage(std::in_place_type<double>, static_cast<double>(number)))
    {
    }
    Value(const char* text) : Value(std::string_view(text)) {}
    Value(std::string_view text);
    Value(std::string text);
    Value(Html markup);
    Value(Bytes bytes);
    /// Becomes an ordinary integer when it fits one. Throws std::invalid_argument when `integer` is
    /// not a decimal number.
    Value(BigInteger integer);
    Value(Uuid uuid);
    Value(DateTime moment);
    Value(std::chrono::sys_seconds moment) : Value(DateTime{moment}) {}
    Value(List list);
    Value(Tuple tuple);
    Value(Dict dict);
    template <class T>
    Value(T*) = delete; // a pointer is not a value; without this it would become a bool

    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ~Value();

    bool is_null() const noexcept { return storage_.index() == 0; }

    /// The value as exactly T (bool, std::int64_t, double, std::string, BigInteger, Bytes, Html,
    /// Uuid, DateTime, List, Tuple or Dict), or nullptr when it is something else.
    template <class T>
    const T* as() const noexcept
    {
        return std::get_if<T>(&storage_);
    }
    template <class T>
    T* as() noexcept
    {
        return std::get_if<T>(&storage_);
    }

    /// The value as a T. A number converts where nothing is lost: 3.0 is an int, but 300 is not a
    /// std::uint8_t. Throws ValueTypeError when it is something else.
    template <class T>
    T get() const
    {
        if (auto result = detail::value_to<T>(*this))
            return *std::move(result);
        throw_type_error({});
    }
    /// An entry of a dict, or an element of a list or tuple, to be read in the same expression:
    /// `request.get_json()["user"]["name"].get<std::string>()`.
    Ref operator[](std::string_view key) const;
    Ref operator[](std::size_t index) const;

    /// Makes the value a T made of `arguments`, in place.
    template <class T, class... A>
    T& emplace(A&&... arguments)
    {
        return storage_.template emplace<T>(std::forward<A>(arguments)...);
    }

    /// Calls `visitor` with the value as its own type; null comes as std::monostate.
    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor) const
    {
        return std::visit(std::forward<Visitor>(visitor), storage_);
    }

    /// What Python calls the truth of a value: false for null, false, zero and whatever is empty.
    bool truth() const noexcept;
    /// Python's name of the type: "NoneType", "bool", "int", "float", "str", "bytes", "Markup",
    /// "UUID", "datetime", "list", "tuple" or "dict".
    std::string_view type_name() const noexcept;

    /// Different types are different: unlike in Python, 1 is not 1.0 and "a" is not Html("a").
    /// NaN differs from everything. Dicts compare without order.
    bool operator==(const Value& other) const;

private:
    using Storage = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                                 BigInteger, Bytes, Html, Uuid, DateTime, List, Tuple, Dict>;

    explicit Value(Storage storage) noexcept;
    template <class T>
    static Value from_integer(T integer)
    {
        if (std::in_range<std::int64_t>(integer))
            return from_int64(static_cast<std::int64_t>(integer));
        return from_uint64(static_cast<std::uint64_t>(integer));
    }
    static Value from_int64(std::int64_t integer) noexcept;
    static Value from_uint64(std::uint64_t integer);
    [[noreturn]] void throw_type_error(std::string_view path) const;

    Storage storage_;
};

/// Appends the value as html("{}", value) shows it: text escaped, Html as it is, a UUID with
/// dashes, a time point as in HTTP, and null, booleans and numbers as a Flask template prints them
/// (None, True, 1.0). Bytes, lists, tuples and dicts appear as the JSON of a session, escaped.
void append_html(std::string& out, const Value& value);

/// Nothing is at a place of a Value: Python's KeyError. what() names the whole path.
class ValueKeyError : public std::out_of_range {
public:
    using std::out_of_range::out_of_range;
};
/// A Value is not of the type asked for: Python's TypeError.
class ValueTypeError : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// What value["a"]["b"] gives: a place in a value, which may be missing. It is valid only within
/// the expression that it is part of.
class Value::Ref {
public:
    Ref(const Ref&) = delete;
    Ref& operator=(const Ref&) = delete;
    template <class T>
    void operator=(T&&) = delete; // a Value is read here; write into a Dict: dict["key"] = …

    Ref operator[](std::string_view key) &&;
    Ref operator[](std::size_t index) &&;

    /// The value here as a T. Throws ValueKeyError, which names the whole path, when nothing is
    /// here, and ValueTypeError when it is of another type.
    template <class T>
    T get() &&
    {
        if (auto result = detail::value_to<T>(value()))
            return *std::move(result);
        value().throw_type_error(path());
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
        return found_ ? detail::value_to<T>(*found_) : std::nullopt;
    }
    operator Value() && { return value(); } ///< a copy; throws as get() does
    template <std::same_as<std::string> T>
    operator T() && = delete; // write value["key"].get<std::string>()
    bool exists() && noexcept { return found_; }
    explicit operator bool() && = delete; // unclear: use exists() or get<bool>()

    /// Whether this value is here; false when nothing is.
    template <class T>
    requires std::is_constructible_v<Value, const T&>
    friend bool operator==(Ref&& ref, const T& other)
    {
        if constexpr (detail::number<T>)
            return ref.found_ && detail::value_to<T>(*ref.found_) == other;
        else
            return ref.found_ && *ref.found_ == Value(other);
    }
    friend void append_html(std::string& out, Ref&& ref) { costrel::append_html(out, ref.value()); }

private:
    friend Value;
    Ref(const Value* in, const Ref* parent, std::string_view key) noexcept;
    Ref(const Value* in, const Ref* parent, std::size_t index) noexcept;
    const Value& value() const; // throws ValueKeyError
    std::string path() const;   // "user.name", for messages

    const Value* found_;
    const Ref* parent_; // the temporary that this one was made from, in the same expression
    std::string_view key_;
    std::optional<std::size_t> index_{};
};

struct DictItem {
    std::string key;
    Value value;

    friend bool operator==(const DictItem&, const DictItem&) = default;
};

// Here because they need a complete DictItem, and inline because opening a session moves its dict
// about.
inline Dict::Dict() noexcept = default;
inline Dict::Dict(Dict&&) noexcept = default;
inline Dict& Dict::operator=(Dict&&) noexcept = default;
inline Dict::~Dict() = default;

namespace detail {

// A number as another type of number. False when it is not one, or when something would be lost.
bool convert(const Value& value, std::int64_t& number) noexcept;
bool convert(const Value& value, std::uint64_t& number) noexcept;
bool convert(const Value& value, double& number) noexcept;

/// The value as a T, or nothing when it is of another type or out of T's range.
template <class T>
std::optional<T> value_to(const Value& value)
{
    if constexpr (std::same_as<T, Value>) {
        return value;
    } else if constexpr (std::same_as<T, bool>) {
        if (const auto* boolean = value.as<bool>())
            return *boolean;
    } else if constexpr (std::integral<T>) {
        std::conditional_t<std::signed_integral<T>, std::int64_t, std::uint64_t> integer;
        if (convert(value, integer) && std::in_range<T>(integer))
            return static_cast<T>(integer);
    } else if constexpr (std::floating_point<T>) {
        if (double number; convert(value, number))
            return static_cast<T>(number);
    } else if constexpr (std::same_as<T, std::string>) {
        if (const auto* text = value.as<std::string>())
            return *text;
        if (const auto* markup = value.as<Html>())
            return markup->str(); // Markup is a str in Python
    } else if constexpr (std::same_as<T, std::chrono::sys_seconds>) {
        if (const auto* moment = value.as<DateTime>())
            return moment->time;
    } else if constexpr (std::same_as<T, Html> || std::same_as<T, Bytes> || std::same_as<T, Uuid> ||
                         std::same_as<T, BigInteger> || std::same_as<T, DateTime> ||
                         std::same_as<T, List> || std::same_as<T, Tuple> || std::same_as<T, Dict>) {
        if (const auto* exact = value.as<T>())
            return *exact;
    } else {
        static_assert(!sizeof(T),
                      "costrel: get<T>: T must be bool, an integer, a floating-point type, "
                      "std::string, std::chrono::sys_seconds, or one of costrel's Html, Bytes, "
                      "BigInteger, Uuid, DateTime, List, Tuple, Dict, Value");
    }
    return std::nullopt;
}

} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
