#include "sealing/sealer.hpp"

#include <openssl/crypto.h>

namespace costrel::inline v1::sealing {

Sealer::Sealer(std::string_view secret, const Context& context)
    : Sealer(key_id(secret), derive_keys(secret, context))
{
}

Sealer::Sealer(KeyId id, const DerivedKeys& keys)
    : id_(id), seal_(keys.seal.view()), nonce_("sha256", keys.nonce.view())
{
}

void Sealer::seal(std::string& out, std::string_view plaintext,
                  std::span<const unsigned char, random_size> random) const
{
    const std::string_view random_text(reinterpret_cast<const char*>(random.data()), random.size());
    std::array<unsigned char, signing::max_digest_size> hedged;
    nonce_.compute(std::array{random_text, plaintext}, hedged);
    const Nonce nonce(hedged.data(), nonce_size);
    MessageKey key;
    seal_.derive(nonce, key);

    const std::size_t start = out.size();
    out.reserve(start + Wire::overhead + plaintext.size());
    out += static_cast<char>(Wire::version);
    out.append(reinterpret_cast<const char*>(id_.data()), id_.size());
    out.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
    out += key.commitment();
    out.resize(out.size() + plaintext.size() + tag_size);
    const std::string_view head(out.data() + start, Wire::head_size);
    XaesKey::encrypt(key, nonce, head, plaintext,
                     reinterpret_cast<unsigned char*>(out.data()) + start + Wire::head_size);
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
