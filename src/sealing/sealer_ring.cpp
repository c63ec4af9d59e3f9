#include "sealing/sealer_ring.hpp"

namespace costrel::inline v1::sealing {

SealerRing::SealerRing(const KeyRing& ring, const Context& context, std::chrono::seconds skew)
    : windows_(ring, skew)
{
    sealers_.reserve(ring.keys.size());
    for (const KeyRing::Key& key : ring.keys)
        sealers_.emplace_back(key.secret, context);
}

std::optional<std::size_t> SealerRing::find(const KeyId& id) const noexcept
{
    for (std::size_t key = 0; key < sealers_.size(); ++key)
        if (sealers_[key].id() == id)
            return key;
    return std::nullopt;
}

} // namespace costrel::inline v1::sealing
