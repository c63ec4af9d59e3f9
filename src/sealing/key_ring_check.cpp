#include "sealing/key_ring_check.hpp"

#include "sealing/derived_keys.hpp"
#include "sealing/published_secrets.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>
#include <bitset>
#include <string>
#include <vector>

namespace costrel::inline v1::sealing {

namespace {

constexpr std::size_t fewest_different_bytes = 8;

// Whether the text is made of a part that is at most half as long, over and over.
bool repeats_itself(std::string_view text) noexcept
{
    for (std::size_t period = 1; period <= text.size() / 2; ++period)
        if (text.substr(period) == text.substr(0, text.size() - period))
            return true;
    return false;
}

std::size_t different_bytes(std::string_view text) noexcept
{
    std::bitset<256> seen;
    for (const char c : text)
        seen.set(static_cast<unsigned char>(c));
    return seen.count();
}

[[noreturn]] void reject(const std::string& why)
{
    throw ConfigError("costrel: the key ring " + why);
}

[[noreturn]] void reject_key(std::size_t index, const std::string& why)
{
    throw ConfigError("costrel: key " + std::to_string(index + 1) + " of the key ring: " + why);
}

} // namespace

std::string_view weakness(std::string_view secret) noexcept
{
    if (secret.size() < shortest_secret)
        return "is shorter than 32 bytes";
    if (secret.size() > longest_secret)
        return "is longer than 1,024 bytes";
    if (is_published(secret))
        return "is known from a tutorial";
    if (repeats_itself(secret))
        return "repeats itself";
    if (different_bytes(secret) < fewest_different_bytes)
        return "has fewer than 8 different bytes";
    return {};
}

void require_sound(const KeyRing& ring)
{
    if (ring.keys.empty())
        reject("has no key; make one with: costrel keys add FILE");
    if (ring.keys.size() > most_keys)
        reject("has more than 16 keys; drop the old ones with: costrel keys prune FILE");
    std::vector<KeyId> ids;
    for (std::size_t i = 0; i < ring.keys.size(); ++i) {
        const KeyRing::Key& key = ring.keys[i];
        if (const std::string_view why = weakness(key.secret); !why.empty())
            reject_key(i, "its secret " + std::string(why) + "; make one with: costrel secret");
        if (key.not_after && *key.not_after <= key.not_before)
            reject_key(i, "not_after must be later than not_before");
        const KeyId id = key_id(key.secret);
        if (std::ranges::find(ids, id) != ids.end())
            reject_key(i, "another key has the same secret or key ID");
        ids.push_back(id);
    }
    if (std::ranges::all_of(ring.keys, &KeyRing::Key::revoked))
        reject("holds revoked keys only; make another file with: costrel keys add FILE");
}

} // namespace costrel::inline v1::sealing
