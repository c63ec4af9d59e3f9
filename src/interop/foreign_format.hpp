#pragma once

#include <costrel/session/record_format.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the formats of the other frameworks have in common.
namespace costrel::inline v1::interop {

// Longer values are not looked at: no framework writes a cookie of more than 4,096 bytes, and some
// cut a session into four or five.
inline constexpr std::size_t max_text = 32 * 1024;

inline SealedContent rejected(SessionOrigin origin)
{
    SealedContent content;
    content.origin = origin;
    return content;
}

inline SealedContent opened(std::string content, std::size_t key_index = 0)
{
    SealedContent result;
    result.origin = SessionOrigin::opened;
    result.content = std::move(content);
    result.key_index = key_index;
    result.rewrite = key_index != 0;
    return result;
}

// A time that a peer wrote, in seconds, near enough to now that it can be calculated with.
template <std::integral T>
std::chrono::sys_seconds time_of(T seconds)
{
    constexpr std::int64_t greatest = std::int64_t{1} << 56;
    const std::int64_t near = std::cmp_greater(seconds, greatest) ? greatest
                              : std::cmp_less(seconds, -greatest)
                                  ? -greatest
                                  : static_cast<std::int64_t>(seconds);
    return std::chrono::sys_seconds(std::chrono::seconds(near));
}

// How long a session lasts that says itself when it ends, or never does.
inline constexpr std::chrono::seconds no_end = std::chrono::years(1000);

inline constexpr std::chrono::seconds any_tolerance = std::chrono::seconds(std::int64_t{1} << 57);

// What `open_value` makes of the first value that it opens; otherwise of the first one. Nothing
// that a peer sends gets out of it as an exception.
template <class OpenValue>
SealedContent first_good(const std::vector<std::string>& values, const OpenValue& open_value)
{
    SealedContent first;
    bool begins_later = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        SealedContent content = values[i].empty()             ? rejected(SessionOrigin::none)
                                : values[i].size() > max_text ? rejected(SessionOrigin::too_large)
                                                              : open_value(values[i]);
        if (content.origin == SessionOrigin::opened) {
            content.may_be_kept = content.may_be_kept && !begins_later;
            return content;
        }
        begins_later = begins_later || content.origin == SessionOrigin::from_the_future;
        if (i == 0)
            first = std::move(content);
    }
    return first;
}

// The same of IDs.
template <class OpenValue>
CookieId first_good_id(const std::vector<std::string>& values, const OpenValue& open_value)
{
    SealedContent id = first_good(values, open_value);
    return {id.origin, std::move(id.content), id.rewrite};
}

// Calls `open`. OpenSSL in trouble gives an unreadable session; out of memory stays what it is.
template <class Open>
SealedContent guarded(const Open& open)
{
    try {
        return open();
    } catch (const std::runtime_error&) {
        return rejected(SessionOrigin::unreadable);
    }
}

// A format of one cookie.
class OneCookieFormat : public SessionFormat {
public:
    SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const final
    {
        return guarded([&] {
            return first_good(cookies.all(name_, reading_),
                              [&](std::string_view value) { return open_value(value, now); });
        });
    }
    std::optional<Dict> read(std::string_view content) const final { return read_content(content); }
    // What the cookie says of its times is in SealedContent, and keys have no days.
    std::uint64_t cache_number(std::chrono::sys_seconds) const noexcept final { return number_; }
    std::vector<std::string> cookie_names() const final { return {name_}; }
    std::string user_key() const override { return {}; } // that site has no fixed one

protected:
    OneCookieFormat(std::string name, CookieField::Reading reading)
        : name_(std::move(name)), reading_(reading)
    {
    }

    virtual SealedContent open_value(std::string_view value,
                                     std::chrono::sys_seconds now) const = 0;
    virtual std::optional<Dict> read_content(std::string_view content) const = 0;

    const std::string& name() const { return name_; }

private:
    std::string name_;
    CookieField::Reading reading_;
    std::uint64_t number_ = new_cache_number();
};

} // namespace costrel::inline v1::interop
