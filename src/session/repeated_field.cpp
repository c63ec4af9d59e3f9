#include "session/repeated_field.hpp"

namespace costrel::inline v1::session {

ReadSession* read_session_of(const Setup& setup, const detail::SessionContent& content,
                             std::chrono::sys_seconds now)
{
    return SessionCache::of_this_thread().at(content.cache_place, setup.format().cache_number(now),
                                             content.values);
}

bool repeats_its_field(const Setup& setup, const detail::SessionContent& content)
{
    return content.cache_place != 0 && setup.format().repeats() && !content.regenerated &&
           !content.remembers && content.remembered == detail::Remembered::none;
}

bool put_field_again(const Setup& setup, const detail::SessionContent& content,
                     const FieldOrigin& origin, SavedSession& saved)
{
    const ReadSession* const before = read_session_of(setup, content, origin.now);
    if (!before || before->field_origin != origin)
        return false;
    saved.set_cookies.push_back(before->field);
    saved.vary_cookie = true;
    return true;
}

void keep_field_to_repeat(const Setup& setup, const detail::SessionContent& content,
                          const FieldOrigin& origin, const SavedSession& saved)
{
    if (saved.set_cookies.size() != 1 || !saved.warning.empty())
        return;
    const std::string& field = *saved.set_cookies.begin();
    if (field.size() > longest_cookie)
        return;
    if (ReadSession* const after = read_session_of(setup, content, origin.now))
        SessionCache::of_this_thread().keep_field(*after, field, origin, setup.cache_bytes());
}

} // namespace costrel::inline v1::session
