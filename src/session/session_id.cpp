#include "session/session_id.hpp"

#include "encoding/base64.hpp"
#include "session/own_entries.hpp"
#include "signing/random.hpp"

#include <costrel/session.hpp>

#include <array>

namespace costrel::inline v1 {

namespace session {

std::string new_session_id()
{
    std::array<unsigned char, 32> random;
    signing::fill_random(random);
    std::string id;
    encoding::base64url_encode(
        id, std::string_view(reinterpret_cast<const char*>(random.data()), random.size()));
    return id;
}

} // namespace session

std::string Session::id()
{
    if (auto id = find<std::string>(session::id_key))
        return *std::move(id);
    session::require_own_entries(*this, "id()");
    std::string id = session::new_session_id();
    set(session::id_key, id);
    return id;
}

void Session::regenerate()
{
    change();
    if (!content_.foreign)
        set(session::id_key, session::new_session_id());
    erase("_handle");     // which another format may have left, beside the ID
    erase("_csrf_token"); // tokens that were given out before a login are worth nothing after it
    content_.modified = content_.regenerated = true;
}

} // namespace costrel::inline v1
