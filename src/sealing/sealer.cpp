#include "sealing/sealer.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

namespace costrel::inline v1::sealing {

Sealer::Sealer(std::string_view secret, const Context& context)
    : Sealer(key_id(secret), derive_keys(secret, context))
{
}

Sealer::Sealer(KeyId id, const DerivedKeys& keys)
    : id_(id), seal_(keys.seal.view()), nonce_("sha256", keys.nonce.view())
{
}

void Sealer::seal(std::span<char> wire, std::span<const unsigned char, random_size> random) const
{
    // The random bytes stand before the plaintext for as long as both are asked for as one text.
    static_assert(random_size <= Wire::head_size);
    const std::string_view plaintext(wire.data() + Wire::head_size, wire.size() - Wire::overhead);
    char* const before = wire.data() + Wire::head_size - random_size;
    std::copy(random.begin(), random.end(), reinterpret_cast<unsigned char*>(before));
    std::array<unsigned char, signing::max_digest_size> hedged;
    nonce_.compute(std::array{std::string_view(before, random_size + plaintext.size())}, hedged);
    const Nonce nonce(hedged.data(), nonce_size);
    MessageKey key;
    seal_.derive(nonce, key);

    char* at = wire.data();
    *at++ = static_cast<char>(Wire::version);
    at = std::copy(id_.begin(), id_.end(), at);
    at = std::copy(nonce.begin(), nonce.end(), at);
    std::ranges::copy(key.commitment(), at);
    XaesKey::encrypt(key, nonce, {wire.data(), Wire::head_size}, plaintext,
                     reinterpret_cast<unsigned char*>(wire.data()) + Wire::head_size);
}

std::optional<std::string_view> Sealer::open(std::span<char> wire) const
{
    const auto parts = Wire::read({wire.data(), wire.size()});
    if (!parts)
        return std::nullopt;
    MessageKey key;
    seal_.derive(parts->nonce(), key);
    // Before GCM runs: a wrong key costs little, and is told from a changed message.
    if (!signing::constant_time_equal(key.commitment(), parts->commitment()))
        return std::nullopt;
    char* const text = wire.data() + Wire::head_size;
    const std::size_t size = wire.size() - Wire::overhead;
    if (!XaesKey::decrypt(key, parts->nonce(), parts->head(), parts->ciphertext(),
                          reinterpret_cast<unsigned char*>(text))) {
        OPENSSL_cleanse(text, size);
        return std::nullopt;
    }
    return std::string_view(text, size);
}

} // namespace costrel::inline v1::sealing
