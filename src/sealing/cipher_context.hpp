#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

// OpenSSL's contexts of AES-256, which each thread keeps: making one takes longer than sealing a
// session.
namespace costrel::inline v1::sealing {

// Owns a context. Its destructor wipes the key within it.
class CipherContext {
public:
    CipherContext(); // throws std::bad_alloc
    CipherContext(CipherContext&& other) noexcept : handle_(std::exchange(other.handle_, nullptr))
    {
    }
    CipherContext& operator=(CipherContext&& other) noexcept
    {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~CipherContext() { EVP_CIPHER_CTX_free(handle_); }

    EVP_CIPHER_CTX* handle() const noexcept { return handle_; }

private:
    EVP_CIPHER_CTX* handle_;
};

// The block function of AES-256 under the keys that one thread used last, the latest first. This
// "ECB" is the bare permutation inside CMAC, whose blocks differ by construction; nothing is
// encrypted in ECB mode.
class BlockCipherCache {
public:
    static constexpr std::size_t capacity = 16;

    // The context of the key known as `id`, which is keyed now if the thread does not have it. Good
    // until the next call.
    EVP_CIPHER_CTX* get(std::uint64_t id, std::string_view key)
    {
        if (!entries_.empty() && entries_.front().id == id)
            return entries_.front().context.handle();
        return bring_to_front(id, key);
    }

private:
    struct Entry {
        std::uint64_t id;
        CipherContext context;
    };
    EVP_CIPHER_CTX* bring_to_front(std::uint64_t id, std::string_view key);

    std::vector<Entry> entries_;
};

// A context of this thread for AES-256-GCM with nonces of 12 bytes, keyed anew for each message.
EVP_CIPHER_CTX* gcm_encryptor();
EVP_CIPHER_CTX* gcm_decryptor();

// Throws with OpenSSL's words for why AES does not work here.
[[noreturn]] void throw_cipher_error();

} // namespace costrel::inline v1::sealing
