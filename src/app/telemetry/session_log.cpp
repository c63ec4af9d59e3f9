#include "app/telemetry/session_log.hpp"

#include "log/log.hpp"

namespace costrel {

bool SessionLog::is_first_of_minute(Minute& last) noexcept
{
    const std::int64_t minute = std::chrono::duration_cast<std::chrono::minutes>(
                                    std::chrono::steady_clock::now().time_since_epoch())
                                    .count();
    return last.exchange(minute, std::memory_order_relaxed) != minute;
}

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
    if (is_first_of_minute(keys_))
        log::error({why});
    if (next_)
        next_->keys_failed(why);
}

// At the start, when the keys were replaced, and once a day: each of them is worth a line.
void SessionLog::keys_warned(std::string_view what) noexcept
{
    log::warning({what});
    if (next_)
        next_->keys_warned(what);
}

void SessionLog::revocations_failed(std::string_view why) noexcept
{
    if (is_first_of_minute(revocations_))
        log::error({why});
    if (next_)
        next_->revocations_failed(why);
}

// Not whose it was: a name in the log is for the application to decide.
void SessionLog::login_stolen(std::string_view user) noexcept
{
    if (is_first_of_minute(stolen_))
        log::warning({"costrel: a cookie of a remembered login was used a second time, so it was "
                      "copied; all sessions of its user have been ended"});
    if (next_)
        next_->login_stolen(user);
}

} // namespace costrel
