#include "check.hpp"
#include "commands.hpp"
#include "formats/sealed_format.hpp"
#include "sealing/key_time.hpp"
#include "signing/zlib.hpp"

#include <costrel/json.hpp>
#include <costrel/sealing/key_ring.hpp>
#include <costrel/tagged_json.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace costrel::inline v1::command {

namespace {

using std::chrono::sys_seconds;

// In this order.
constexpr auto sealed_checks = std::to_array<Check>({
    {SessionOrigin::none, "there is a value"},
    {SessionOrigin::too_large, "it is not longer than session_max_cookie_in"},
    {SessionOrigin::malformed, "it is canonical base64url of at least 89 bytes, of version 1"},
    {SessionOrigin::unknown_key, "the ring holds the key that it names"},
    {SessionOrigin::key_revoked, "that key is not revoked"},
    {SessionOrigin::key_not_valid, "that key may open now"},
    {SessionOrigin::bad_signature, "commitment and tag are right: it is whole, and for this name "
                                   "and application"},
    {SessionOrigin::unreadable, "flags, times, length and padding are right"},
});

bool print_content(const SealedContent& content, const SessionConfig& config)
{
    std::string text = content.content;
    if (content.compressed &&
        !print_check(signing::inflate_zlib(content.content, config.session_inflate_limit, text) ==
                         signing::InflateStatus::ok,
                     "it inflates to at most session_inflate_limit bytes"))
        return false;
    const auto value = TaggedJSONSerializer::loads(text, config.session_json_depth);
    return print_check(value && value->as<Dict>(), "it is JSON of a session");
}

} // namespace

int explain_cookie(std::string_view pasted, const std::string& key_file, const std::string& name,
                   const std::string& application)
{
    SessionConfig config = Config::from_env();
    if (!application.empty())
        config.session_application = application;
    const std::string cookie_name =
        name.empty() ? config.session_cookie_name.value_or("session") : name;
    const KeyRing ring = KeyRing::load(key_file);
    const formats::SealedCookie cookie(ring, formats::sealed_options(config, cookie_name));
    const sys_seconds now =
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const SealedContent content = cookie.open(pasted_value(pasted, cookie_name), now);
    if (!print_checks(sealed_checks, content.origin))
        return 1;
    const auto idle = config.session_idle_timeout.value_or(config.permanent_session_lifetime);
    const bool times =
        print_check(*content.active <= now + content.tolerance,
                    "it is not from the future: last used " + sealing::key_time(*content.active)) &&
        print_check(!config.session_absolute_timeout ||
                        now - *content.created <= *config.session_absolute_timeout,
                    "it is not older than session_absolute_timeout: began " +
                        sealing::key_time(*content.created)) &&
        print_check(now - *content.active <= idle,
                    "it was used within " + std::to_string(idle.count()) + " seconds") &&
        print_check(*content.created >= ring.sessions_not_before,
                    "it did not begin before sessions_not_before of the ring");
    return times && print_content(content, config) ? 0 : 1;
}

} // namespace costrel::inline v1::command
