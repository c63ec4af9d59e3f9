#include "signing/digest_method.hpp"
#include "signing/openssl_error.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <string>

namespace costrel::inline v1::signing {

namespace {

// Every fixed-length digest of OpenSSL 3 that hashlib has a name for. The last three live in its
// legacy provider, which most installations do not load.
const DigestMethod methods[] = {
    {"sha1", "SHA1"},
    {"sha224", "SHA2-224"},
    {"sha256", "SHA2-256"},
    {"sha384", "SHA2-384"},
    {"sha512", "SHA2-512"},
    {"sha512_224", "SHA2-512/224"},
    {"sha512_256", "SHA2-512/256"},
    {"sha3_224", "SHA3-224"},
    {"sha3_256", "SHA3-256"},
    {"sha3_384", "SHA3-384"},
    {"sha3_512", "SHA3-512"},
    {"blake2b", "BLAKE2B-512"},
    {"blake2s", "BLAKE2S-256"},
    {"md5", "MD5"},
    {"md5_sha1", "MD5-SHA1"},
    {"ripemd160", "RIPEMD-160"},
    {"sm3", "SM3"},
    {"md4", "MD4"},
    {"mdc2", "MDC2"},
    {"whirlpool", "WHIRLPOOL"},
};

char normal(char c)
{
    if (c >= 'A' && c <= 'Z')
        return static_cast<char>(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

const DigestMethod& find_method(std::string_view name)
{
    const auto* found = std::ranges::find_if(methods, [name](const DigestMethod& method) {
        return std::ranges::equal(name, std::string_view(method.name), {}, normal);
    });
    if (found == std::end(methods)) {
        std::string sentence = "costrel: unknown digest '" + std::string(name) + "'; use one of";
        for (const DigestMethod& method : methods)
            sentence += (&method == methods ? " " : ", ") + std::string(method.name);
        throw std::invalid_argument(sentence);
    }
    return *found;
}

// Two threads may fetch the same digest at once; the one that comes second gives its own back.
void fetch(const DigestMethod& method)
{
    if (method.md.load(std::memory_order_acquire))
        return;
    EVP_MD* fetched = EVP_MD_fetch(nullptr, method.openssl_name, nullptr);
    if (!fetched)
        throw std::invalid_argument("costrel: the digest '" + std::string(method.name) +
                                    "' is not available in this installation of OpenSSL (" +
                                    take_openssl_error() + "); configure another digest");
    const EVP_MD* none = nullptr;
    if (!method.md.compare_exchange_strong(none, fetched, std::memory_order_acq_rel))
        EVP_MD_free(fetched);
}

} // namespace

Digest::Digest(std::string_view name) : method_(&find_method(name))
{
    fetch(*method_);
}

std::string_view Digest::name() const noexcept
{
    return method_->name;
}

std::size_t Digest::size() const noexcept
{
    return static_cast<std::size_t>(EVP_MD_get_size(method_->md.load(std::memory_order_acquire)));
}

std::size_t compute_digest(Digest digest, std::span<const std::string_view> pieces,
                           std::span<unsigned char, max_digest_size> out)
{
    struct Context {
        EVP_MD_CTX* handle = EVP_MD_CTX_new();
        ~Context() { EVP_MD_CTX_free(handle); }
    } context;
    if (!context.handle)
        throw std::bad_alloc();
    unsigned int size = 0;
    const EVP_MD* md = digest.method().md.load(std::memory_order_acquire);
    bool good = EVP_DigestInit_ex(context.handle, md, nullptr) == 1;
    for (const std::string_view piece : pieces)
        good = good && EVP_DigestUpdate(context.handle, piece.data(), piece.size()) == 1;
    if (!good || EVP_DigestFinal_ex(context.handle, out.data(), &size) != 1)
        throw std::runtime_error("costrel: OpenSSL could not compute a digest: " +
                                 take_openssl_error());
    return size;
}

} // namespace costrel::inline v1::signing
