#include "check.hpp"
#include "commands.hpp"
#include "sealing/key_time.hpp"
#include "site.hpp"

#include <costrel/tagged_json.hpp>

#include <array>
#include <chrono>
#include <cstdio>

namespace costrel::inline v1::command {

namespace {

using std::chrono::sys_seconds;

// What stands for a Cookie field: one, or a cookie's value alone.
std::string field_of(const SiteOptions& options, const std::string& text)
{
    const std::string name = cookie_name(options);
    return text.starts_with(name + '=') || text.starts_with(name + ".0=") ? text
                                                                          : name + '=' + text;
}

// The other way round.
std::string value_of(const SiteOptions& options, const std::string& text)
{
    const std::string name = cookie_name(options) + '=';
    return text.starts_with(name) ? text.substr(name.size(), text.find(';') - name.size()) : text;
}

SealedContent open(const Site& site, const std::string& field, sys_seconds now)
{
    const CookieField cookies(field);
    if (site.session)
        return site.session->open(cookies, now);
    if (site.text)
        return site.text->open(cookies, now);
    CookieId id = site.record->read_id(cookies, now);
    SealedContent content;
    content.origin = id.origin;
    content.content = std::move(id.id);
    content.rewrite = id.rewrite;
    return content;
}

std::optional<Value> read(const Site& site, const SealedContent& found)
{
    if (!site.session)
        return Value(found.content); // an ID or any text
    auto session = site.session->read(found.content);
    return session ? std::optional<Value>(*std::move(session)) : std::nullopt;
}

int print(const Value& value)
{
    std::puts(TaggedJSONSerializer::dumps(value).c_str());
    return 0;
}

// In this order; each format makes those that it has.
constexpr auto foreign_checks = std::to_array<Check>({
    {SessionOrigin::none, "there is a value"},
    {SessionOrigin::too_large, "it is not longer than that framework writes them"},
    {SessionOrigin::malformed,
     "it is of the format, in the one spelling that the framework writes"},
    {SessionOrigin::unknown_key, "the key that it names is one of the site's"},
    {SessionOrigin::bad_signature, "one of the keys signed or encrypted it"},
    {SessionOrigin::from_the_future, "it was not made after now"},
    {SessionOrigin::expired, "it is not over"},
    {SessionOrigin::unreadable, "it holds a session that can be carried whole"},
});

} // namespace

int show_foreign_cookie(const std::string& text, const SiteOptions& options)
{
    if (const auto shown = unsigned_content(options.format, value_of(options, text)))
        return print(*shown);
    if (options.keys.empty()) {
        std::fputs("it is encrypted, or of another format; to open an encrypted one name the "
                   "site's key with --key-file\n",
                   stderr);
        return 1;
    }
    // One that is over is shown all the same: long ago it was not.
    const Site site = site_of(options);
    const SealedContent found = open(site, field_of(options, text), sys_seconds{});
    const auto shown = found.origin == SessionOrigin::opened ? read(site, found) : std::nullopt;
    if (shown)
        return print(*shown);
    std::fputs("it holds nothing that these keys open\n", stderr);
    return 1;
}

int explain_foreign_cookie(const std::string& text, const SiteOptions& options)
{
    const Site site = site_of(options);
    const sys_seconds now =
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    SealedContent found = open(site, field_of(options, text), now);
    const bool opened = found.origin == SessionOrigin::opened;
    if (opened && found.active && *found.active > now + found.tolerance)
        found.origin = SessionOrigin::from_the_future;
    else if (opened && found.ends && now >= *found.ends)
        found.origin = SessionOrigin::expired;
    else if (opened && !read(site, found))
        found.origin = SessionOrigin::unreadable;
    if (!print_checks(foreign_checks, found.origin))
        return 1;
    if (found.key_index.value_or(0) > 0 || found.rewrite)
        std::puts("       an older key made it, so it will be sent again");
    if (found.active)
        std::printf("       it was last sent at %s\n", sealing::key_time(*found.active).c_str());
    if (found.ends)
        std::printf("       it ends at %s\n", sealing::key_time(*found.ends).c_str());
    else if (site.record)
        std::puts(
            "       it holds an ID: the session itself, and its end, are in the site's store");
    else if (!found.active)
        std::puts("       it holds no time: a copy of it is good as long as the key");
    return 0;
}

} // namespace costrel::inline v1::command
