#include "session/sending.hpp"

namespace costrel::session {

bool is_permanent(const Dict& values)
{
    const Value* const mark = values.find("_permanent");
    return mark && mark->truth();
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

} // namespace costrel::session
