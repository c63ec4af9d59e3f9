#include "http/framing/body_pace.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace costrel::inline v1::http {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

void BodyPace::start(TimePoint now) noexcept
{
    started_ = now;
    last_byte_ = now;
    next_check_ = now + limits_->body_grace;
    buckets_.fill(0);
    second_ = 0;
}

// Empties the buckets of the seconds that went by.
void BodyPace::advance(TimePoint now) noexcept
{
    const std::int64_t second = duration_cast<seconds>(now - started_).count();
    for (std::int64_t s = std::max(second_ + 1, second - window + 1); s <= second; ++s)
        buckets_[static_cast<std::size_t>(s % window)] = 0;
    second_ = std::max(second_, second);
}

void BodyPace::received(std::size_t bytes, TimePoint now) noexcept
{
    advance(now);
    last_byte_ = now;
    std::uint32_t& bucket = buckets_[static_cast<std::size_t>(second_ % window)];
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    bucket =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(most, bucket + std::uint64_t{bytes}));
}

BodyPace::TimePoint BodyPace::deadline() const noexcept
{
    return std::min(last_byte_ + limits_->body_gap, next_check_);
}

bool BodyPace::check(TimePoint now) noexcept
{
    if (now - last_byte_ >= limits_->body_gap)
        return false;
    if (now < next_check_)
        return true;
    next_check_ = now + seconds(1);

    advance(now);
    const std::uint64_t bytes = std::accumulate(buckets_.begin(), buckets_.end(), std::uint64_t{0});
    // The buckets hold the current second so far and the nine before it.
    const milliseconds elapsed = duration_cast<milliseconds>(now - started_);
    const milliseconds seen = std::min(elapsed, seconds(window - 1) + elapsed % seconds(1));
    return bytes >= limits_->body_min_rate * static_cast<std::uint64_t>(seen.count()) / 1000;
}

} // namespace costrel::inline v1::http
