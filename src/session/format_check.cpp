#include "session/format_check.hpp"

#include <costrel/config_error.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1::session {

namespace {

[[noreturn]] void reject(const FormatTraits& traits, std::string_view key, std::string_view lacks)
{
    std::string sentence = "costrel: ";
    sentence.append(key).append(" cannot work: the session of ");
    sentence.append(traits.framework ? traits.framework : "this format");
    sentence.append(" does not say ").append(lacks).append("; leave it out");
    throw ConfigError(sentence);
}

} // namespace

void check_traits(const SessionConfig& config, const FormatTraits& traits, bool in_store)
{
    if (config.session_absolute_timeout && !traits.keeps_created)
        reject(traits, "session_absolute_timeout", "when it began");
    if (config.session_idle_timeout && !traits.keeps_active && !in_store)
        reject(traits, "session_idle_timeout", "when it was last used");
    if (config.session_revocations && !(traits.keeps_created && traits.keeps_handle))
        reject(traits, "session_revocations", "which one it is and when it began");
}

} // namespace costrel::inline v1::session
