#include "net/date_clock.hpp"

#include <costrel/http_date.hpp>

namespace costrel::inline v1::net {

void DateClock::refresh(std::chrono::system_clock::time_point now)
{
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second == second_)
        return;
    second_ = second;
    http_date(second).copy(text_.data(), text_.size());
}

} // namespace costrel::inline v1::net
