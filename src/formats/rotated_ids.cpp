#include "formats/rotated_ids.hpp"

#include "encoding/base64.hpp"

#include <algorithm>

namespace costrel::inline v1::formats {

namespace {

constexpr std::size_t key_id_size = std::tuple_size_v<sealing::KeyId>;
constexpr std::size_t trace_size = key_id_size + sizeof(RotatedIds::Random);

std::string_view text_of(std::span<const unsigned char> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

RotatedIds::RotatedIds(const KeyRing& ring, const SessionConfig& config)
    : windows_(ring, std::chrono::seconds(0))
{
    const std::string name = config.session_cookie_name.value_or("session");
    for (const KeyRing::Key& key : ring.keys)
        keys_.push_back(
            {sealing::key_id(key.secret),
             signing::Hmac("sha256", sealing::derive_keys(
                                         key.secret, {config.session_application, "rotate", name})
                                         .mac.view())});
}

std::string RotatedIds::after(const Key& key, std::string_view id, std::string_view random) const
{
    std::array<unsigned char, signing::max_digest_size> mac;
    const std::size_t size = key.mac.compute(std::array{id, random}, mac);
    std::string next;
    encoding::base64url_encode(next, text_of(std::span(mac).first(size)));
    return next;
}

std::optional<RotatedIds::Step> RotatedIds::next(std::string_view id, const Random& random,
                                                 std::chrono::sys_seconds now) const
{
    const auto primary = windows_.primary(now);
    if (!primary)
        return std::nullopt;
    const Key& key = keys_[*primary];
    const std::string_view bytes(reinterpret_cast<const char*>(random.data()), random.size());
    return Step{after(key, id, bytes), std::string(text_of(key.id)).append(bytes)};
}

std::optional<std::string> RotatedIds::follow(std::string_view id, std::string_view trace) const
{
    if (trace.size() != trace_size)
        return std::nullopt;
    for (std::size_t key = 0; key < keys_.size(); ++key)
        if (text_of(keys_[key].id) == trace.substr(0, key_id_size) && !windows_.is_revoked(key))
            return after(keys_[key], id, trace.substr(key_id_size));
    return std::nullopt;
}

} // namespace costrel::inline v1::formats
