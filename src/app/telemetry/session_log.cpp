#include "app/telemetry/session_log.hpp"

#include "log/log.hpp"

#include <array>
#include <charconv>
#include <cstddef>

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

void SessionLog::store_failed(std::string_view why) noexcept
{
    store_failures_.fetch_add(1, std::memory_order_relaxed);
    const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(
                                    std::chrono::steady_clock::now().time_since_epoch())
                                    .count();
    if (store_second_.exchange(second, std::memory_order_relaxed) != second) {
        const auto failures = store_failures_.exchange(0, std::memory_order_relaxed);
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), failures).ptr;
        log::error({"the store of sessions failed: ", why, " (",
                    std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())),
                    " since the last such line)"});
    }
    if (next_)
        next_->store_failed(why);
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
