#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A request method that costrel knows (RFC 9110 section 9, and PATCH of RFC 5789).
enum class Method : std::uint8_t { get, head, post, put, patch, del, options };

inline constexpr Method GET = Method::get;
inline constexpr Method HEAD = Method::head;
inline constexpr Method POST = Method::post;
inline constexpr Method PUT = Method::put;
inline constexpr Method PATCH = Method::patch;
inline constexpr Method DELETE = Method::del;
inline constexpr Method OPTIONS = Method::options;

/// The method's name on the wire, such as "GET".
constexpr std::string_view method_name(Method method) noexcept
{
    constexpr std::string_view names[] = {"GET",   "HEAD",   "POST",   "PUT",
                                          "PATCH", "DELETE", "OPTIONS"};
    return names[static_cast<std::size_t>(method)];
}

/// The method of that name, or nothing when costrel does not know it. Methods are case-sensitive
/// (RFC 9110 section 9.1): "get" is not GET.
std::optional<Method> parse_method(std::string_view name) noexcept;

/// A set of methods: `{GET, POST}`.
class Methods {
public:
    constexpr Methods() = default;
    constexpr Methods(Method method) : bits_(bit(method)) {}
    constexpr Methods(std::initializer_list<Method> methods)
    {
        for (Method method : methods)
            add(method);
    }

    constexpr bool has(Method method) const { return (bits_ & bit(method)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr void add(Method method) { bits_ |= bit(method); }
    constexpr Methods& operator|=(Methods other)
    {
        bits_ |= other.bits_;
        return *this;
    }
    friend constexpr bool operator==(Methods, Methods) = default;

    /// The names joined for an Allow field (RFC 9110 section 10.2.1): "GET, HEAD, OPTIONS".
    std::string allow() const;

private:
    static constexpr unsigned bit(Method method) { return 1U << static_cast<unsigned>(method); }

    unsigned bits_ = 0;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
