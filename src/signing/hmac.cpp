#include "signing/hmac.hpp"

#include "signing/hmac_context.hpp"
#include "signing/openssl_error.hpp"

#include <openssl/crypto.h>

#include <atomic>
#include <stdexcept>

namespace costrel::inline v1::signing {

namespace {

std::uint64_t next_id() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

HmacContextCache& contexts_of_this_thread()
{
    static thread_local HmacContextCache contexts;
    return contexts;
}

std::size_t run(EVP_MAC_CTX* keyed, std::span<const std::string_view> pieces,
                std::span<unsigned char, max_digest_size> out)
{
    bool good = EVP_MAC_init(keyed, nullptr, 0, nullptr) == 1;
    for (const std::string_view piece : pieces) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(piece.data());
        good = good && EVP_MAC_update(keyed, bytes, piece.size()) == 1;
    }
    std::size_t size = 0;
    if (!good || EVP_MAC_final(keyed, out.data(), &size, out.size()) != 1)
        throw std::runtime_error("costrel: OpenSSL could not compute an HMAC: " +
                                 take_openssl_error());
    return size;
}

} // namespace

Hmac::Hmac(Digest digest, std::string_view key) : digest_(digest), key_(key), id_(next_id())
{
    HmacContext(digest_, key_.view()); // fails here rather than at the first request
}

std::size_t Hmac::compute(std::span<const std::string_view> pieces,
                          std::span<unsigned char, max_digest_size> out) const
{
    return run(contexts_of_this_thread().get(id_, digest_, key_.view()), pieces, out);
}

std::size_t compute_hmac(Digest digest, std::string_view key,
                         std::span<const std::string_view> pieces,
                         std::span<unsigned char, max_digest_size> out)
{
    const HmacContext context(digest, key);
    return run(context.handle(), pieces, out);
}

bool constant_time_equal(std::string_view left, std::string_view right) noexcept
{
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace costrel::inline v1::signing
