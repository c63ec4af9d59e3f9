#include "app/telemetry/session_log.hpp"

#include "app/telemetry/log_text.hpp"
#include "log/log.hpp"

#include <cstddef>
#include <new>

namespace costrel::inline v1 {

namespace {

// Whether nothing was logged within this minute, or second, yet.
template <class Unit>
bool is_first_of(std::atomic<std::int64_t>& last) noexcept
{
    const std::int64_t now =
        std::chrono::floor<Unit>(std::chrono::steady_clock::now().time_since_epoch()).count();
    return last.exchange(now, std::memory_order_relaxed) != now;
}

// A sentence in which a server, a file or a source of keys may have had a word.
std::string safe(std::string_view sentence) noexcept
try {
    constexpr std::size_t longest = 500;
    return readable(sentence, longest);
} catch (const std::bad_alloc&) {
    return "no memory";
}

} // namespace

void SessionLog::opened(SessionOrigin origin, std::size_t key_index) noexcept
{
    if (next_)
        next_->opened(origin, key_index);
}

void SessionLog::too_large(std::string_view warning) noexcept
{
    if (next_)
        next_->too_large(warning);
}

void SessionLog::keys_failed(std::string_view why) noexcept
{
    if (is_first_of<std::chrono::minutes>(keys_))
        log::error({safe(why)});
    if (next_)
        next_->keys_failed(why);
}

// At the start, when the keys were replaced, and once a day: each of them is worth a line.
void SessionLog::keys_warned(std::string_view what) noexcept
{
    log::warning({safe(what)});
    if (next_)
        next_->keys_warned(what);
}

void SessionLog::revocations_failed(std::string_view why) noexcept
{
    if (is_first_of<std::chrono::minutes>(revocations_))
        log::error({safe(why)});
    if (next_)
        next_->revocations_failed(why);
}

void SessionLog::store_failed(std::string_view why) noexcept
{
    store_failures_.fetch_add(1, std::memory_order_relaxed);
    if (is_first_of<std::chrono::seconds>(store_second_))
        log::error({"the store of sessions failed: ", safe(why), " (",
                    store_failures_.exchange(0, std::memory_order_relaxed),
                    " since the last such line)"});
    if (next_)
        next_->store_failed(why);
}

// Not whose it was: a name in the log is for the application to decide.
void SessionLog::login_stolen(std::string_view user) noexcept
{
    if (is_first_of<std::chrono::minutes>(stolen_))
        log::warning({"costrel: a cookie of a remembered login was used a second time, so it was "
                      "copied; all sessions of its user have been ended"});
    if (next_)
        next_->login_stolen(user);
}

void SessionLog::id_reused() noexcept
{
    if (is_first_of<std::chrono::minutes>(reused_))
        log::warning({"costrel: an ID came back that session_rotate_after had replaced, so it was "
                      "copied; its session has been ended"});
    if (next_)
        next_->id_reused();
}

} // namespace costrel::inline v1
