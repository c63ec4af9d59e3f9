#include "encoding/system_time.hpp"

#include <utility>

namespace costrel::inline v1::encoding {

namespace {

constinit thread_local std::optional<std::chrono::sys_seconds> fixed;

} // namespace

std::chrono::sys_seconds system_time() noexcept
{
    return fixed ? *fixed
                 : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::optional<std::chrono::sys_seconds> fixed_time() noexcept
{
    return fixed;
}

FixedTime::FixedTime(std::optional<std::chrono::sys_seconds> time) noexcept
    : before_(std::exchange(fixed, time))
{
}

FixedTime::~FixedTime()
{
    fixed = before_;
}

} // namespace costrel::inline v1::encoding
