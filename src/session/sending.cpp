#include "session/sending.hpp"

namespace costrel::inline v1::session {

bool is_permanent(const Dict& values)
{
    const Value* const mark = values.find("_permanent");
    return mark && mark->truth();
}

std::optional<std::chrono::seconds> own_lifetime(const Setup& setup, const Dict& values,
                                                 std::chrono::sys_seconds now)
{
    return setup.foreign() ? setup.foreign()->entries().lifetime(values, now) : std::nullopt;
}

CookieLife cookie_life(const Setup& setup, const Dict& values, std::chrono::sys_seconds now,
                       std::optional<std::chrono::sys_seconds> created)
{
    if (const auto own = own_lifetime(setup, values, now))
        return own->count() == 0 ? CookieLife{} : CookieLife{.max_age = own};
    if (!setup.foreign() && is_permanent(values))
        return {.expires = setup.times().cookie_expiry(now, created)};
    return {.max_age = setup.cookies().max_age()};
}

bool may_have_to_be_refreshed(const Setup& setup, std::string_view cookie_field)
{
    return setup.refreshes_permanent() && setup.has_key() && !cookie_field.empty() &&
           setup.format().may_refresh_unused(CookieField(cookie_field));
}

Sending reason_to_send(const Setup& setup, const detail::SessionContent& content,
                       std::chrono::sys_seconds opened)
{
    if (content.values.read().empty())
        return content.modified ? Sending::emptied : Sending::nothing;
    if (content.modified)
        return Sending::changed;
    if (content.accessed && content.renewable)
        return Sending::older_key;
    if (content.accessed && content.active && setup.times().is_renewal_due(*content.active, opened))
        return Sending::renewed;
    if (setup.refreshes_permanent() && is_permanent(content.values.read()) &&
        setup.times().is_refresh_due(content.active, opened))
        return Sending::refreshed;
    return Sending::nothing;
}

} // namespace costrel::inline v1::session
