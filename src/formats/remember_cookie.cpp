#include "formats/remember_cookie.hpp"

#include "encoding/json_reader.hpp"
#include "encoding/json_writer.hpp"
#include "formats/sealed_format.hpp"

#include <costrel/value.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::formats {

using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr std::string_view user_key = "_user_id";
constexpr std::size_t json_depth = 4; // of an object with one text

// "remember" with the prefix of the session's cookie, whose promise it keeps, too.
std::string name_beside(std::string_view session_cookie_name)
{
    for (const std::string_view prefix : {"__Host-", "__Secure-"})
        if (session_cookie_name.starts_with(prefix))
            return std::string(prefix) + "remember";
    return "remember";
}

SealedOptions options(const SessionConfig& config, std::string_view session_cookie_name)
{
    SealedOptions options = sealed_options(config, name_beside(session_cookie_name));
    options.purpose = "remember";
    options.compression = false; // so is none that is read
    return options;
}

} // namespace

RememberCookie::RememberCookie(const KeyRing& ring, const SessionConfig& config,
                               std::string_view session_cookie_name)
    : cookie_(ring, options(config, session_cookie_name))
{
}

bool RememberCookie::is_in(const CookieField& cookies) const
{
    const auto values = cookies.all(name());
    return std::ranges::any_of(values, [](const std::string& value) { return !value.empty(); });
}

std::optional<RememberCookie::Found> RememberCookie::open(const CookieField& cookies,
                                                          sys_seconds now) const
{
    for (const std::string& value : cookies.all(name()))
        if (auto found = open_value(value, now))
            return found;
    return std::nullopt;
}

std::optional<RememberCookie::Found> RememberCookie::open_value(std::string_view value,
                                                                sys_seconds now) const
{
    const SealedContent sealed = cookie_.open(value, now);
    if (sealed.origin != SessionOrigin::opened || sealed.compressed)
        return std::nullopt;
    // A counter is no time: only the login itself can be from the future, or too long ago.
    if (*sealed.created - now > sealed.tolerance || now - *sealed.created > lifetime)
        return std::nullopt;
    Value content;
    if (encoding::read_tagged_json(sealed.content, json_depth, content))
        return std::nullopt;
    const auto* const dict = content.as<Dict>();
    const Value* const entry = dict ? dict->find(user_key) : nullptr;
    const auto* const user = entry ? entry->as<std::string>() : nullptr;
    if (!user || user->empty())
        return std::nullopt;
    const auto counter = static_cast<std::uint32_t>((*sealed.active - *sealed.created).count());
    if (counter == std::numeric_limits<std::uint32_t>::max())
        return std::nullopt; // there is none after it
    return Found{{.series = *sealed.handle, .counter = counter, .since = *sealed.created}, *user};
}

std::string RememberCookie::seal(const detail::RememberedLogin& login, std::string_view user,
                                 sys_seconds now, std::span<const std::byte> random) const
{
    std::string json;
    Dict content;
    content.set(user_key, user);
    encoding::tagged_json_append(json, content);
    const SealedCookie::Times times{now, login.since, login.since + seconds(login.counter)};
    auto value = cookie_.seal(json, times, login.series, random);
    if (!value)
        throw std::invalid_argument("costrel: the name of the user does not fit a cookie");
    return *std::move(value);
}

} // namespace costrel::inline v1::formats
