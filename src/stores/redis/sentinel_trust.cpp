#include "stores/redis/sentinel_trust.hpp"

#include <algorithm>

namespace costrel::inline v1::stores {

// A sentinel that knows of an earlier failover only is late, or was deployed anew and counts from
// 0. So who may know of the latest one is waited for, from the first time that nobody does who
// replies: that the last confirmation is old may only mean that nobody asked.
bool SentinelTrust::take(const PrimaryPlace& found, TimePoint asked)
{
    if (place_ && found.epoch < place_->epoch) {
        if (!unknown_since_)
            unknown_since_ = std::max(asked, confirmed_);
        if (asked - *unknown_since_ < longest) {
            if (found.place != place_->place)
                return false;
            confirmed_ = asked;
            return true;
        }
    }
    unknown_since_.reset();
    place_ = found;
    confirmed_ = asked;
    return true;
}

} // namespace costrel::inline v1::stores
