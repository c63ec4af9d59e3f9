#include "sealing/cipher_context.hpp"

#include "signing/openssl_error.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace costrel::inline v1::sealing {

namespace {

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_CIPHER* fetch(const char* name)
{
    EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
    if (!cipher)
        throw_cipher_error();
    return cipher;
}

const EVP_CIPHER* block_cipher()
{
    static const EVP_CIPHER* const cipher = fetch("AES-256-ECB");
    return cipher;
}

const EVP_CIPHER* gcm()
{
    static const EVP_CIPHER* const cipher = fetch("AES-256-GCM");
    return cipher;
}

CipherContext keyed_block_cipher(std::string_view key)
{
    CipherContext context;
    if (EVP_EncryptInit_ex2(context.handle(), block_cipher(), bytes_of(key), nullptr, nullptr) !=
            1 ||
        EVP_CIPHER_CTX_set_padding(context.handle(), 0) != 1)
        throw_cipher_error();
    return context;
}

CipherContext gcm_context(bool encrypts)
{
    CipherContext context;
    if (EVP_CipherInit_ex2(context.handle(), gcm(), nullptr, nullptr, encrypts ? 1 : 0, nullptr) !=
        1)
        throw_cipher_error();
    return context;
}

} // namespace

void throw_cipher_error()
{
    throw std::runtime_error("costrel: OpenSSL cannot use AES-256 (" +
                             signing::take_openssl_error() +
                             "); check its providers (openssl list -providers)");
}

CipherContext::CipherContext() : handle_(EVP_CIPHER_CTX_new())
{
    if (!handle_)
        throw std::bad_alloc();
}

EVP_CIPHER_CTX* BlockCipherCache::bring_to_front(std::uint64_t id, std::string_view key)
{
    auto found = std::ranges::find(entries_, id, &Entry::id);
    if (found == entries_.end()) {
        CipherContext context = keyed_block_cipher(key);
        if (entries_.size() < capacity) {
            entries_.reserve(capacity);
            entries_.push_back({id, std::move(context)});
        } else {
            entries_.back() = {id, std::move(context)};
        }
        found = std::prev(entries_.end());
    }
    std::rotate(entries_.begin(), found, std::next(found));
    return entries_.front().context.handle();
}

EVP_CIPHER_CTX* gcm_encryptor()
{
    static thread_local const CipherContext context = gcm_context(true);
    return context.handle();
}

EVP_CIPHER_CTX* gcm_decryptor()
{
    static thread_local const CipherContext context = gcm_context(false);
    return context.handle();
}

} // namespace costrel::inline v1::sealing
