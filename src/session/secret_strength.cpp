#include "session/secret_strength.hpp"

#include "sealing/published_secrets.hpp"
#include "session/production.hpp"

#include <costrel/config.hpp>
#include <costrel/sealing/key_ring.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/record_format.hpp>

#include <cstdlib>
#include <string_view>

namespace costrel::inline v1 {

namespace {

constexpr std::size_t shortest = 16;

std::string_view weakness(std::string_view key)
{
    if (key.size() < shortest)
        return "is shorter than 16 bytes";
    if (sealing::is_published(key))
        return "is known from a tutorial";
    if (key.find_first_not_of(key.front()) == key.npos)
        return "is one byte over and over";
    return {};
}

std::string sentence(std::string_view name, std::string_view weak)
{
    return "costrel: " + std::string(name) + " " + std::string(weak) +
           ": whoever guesses it can be any user. Make one with: python3 -c 'import secrets; "
           "print(secrets.token_hex())'";
}

// Another framework's sessions have that site's keys, and may have none of the application's.
bool needs_key(const SessionConfig& config)
{
    const KeyRing none;
    if (config.session_store)
        return !config.session_record || config.session_record->with_keys(none, config);
    return !config.session_format || config.session_format->with_keys(none, config);
}

} // namespace

std::string weak_secret_warning(const SessionConfig& config)
{
    if (config.secret_key.empty())
        return {};
    if (const std::string_view weak = weakness(config.secret_key); !weak.empty())
        return sentence("secret_key", weak);
    for (const std::string& key : config.secret_key_fallbacks)
        if (const std::string_view weak = weakness(key); !weak.empty())
            return sentence("a key of secret_key_fallbacks", weak);
    return {};
}

namespace session {

void require_strong_secret(const SessionConfig& config)
{
    if (!config.require_strong_secret.value_or(is_production()))
        return;
    if (!config.session_keys.empty() || !config.session_keys_file.empty() ||
        config.session_keys_source)
        return; // a key ring takes no weak one
    if (config.secret_key.empty() && needs_key(config))
        throw ConfigError("costrel: secret_key is not set, and require_strong_secret asks for one");
    if (const std::string warning = weak_secret_warning(config); !warning.empty())
        throw ConfigError(warning);
}

} // namespace session

} // namespace costrel::inline v1
