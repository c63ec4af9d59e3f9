#pragma once

#include "signing/digest_method.hpp"

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::signing {

// Owns one keyed EVP_MAC context. Its destructor wipes the key within it.
class HmacContext {
public:
    HmacContext(Digest digest, std::string_view key); // throws std::invalid_argument
    HmacContext(HmacContext&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    HmacContext& operator=(HmacContext&& other) noexcept
    {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~HmacContext() { EVP_MAC_CTX_free(handle_); }

    EVP_MAC_CTX* handle() const noexcept { return handle_; }

private:
    EVP_MAC_CTX* handle_ = nullptr;
};

// The keyed contexts that one thread used last, the latest first.
class HmacContextCache {
public:
    static constexpr std::size_t capacity = 16;

    // The context of the key known as `id`, which is keyed now if the thread does not have it. Good
    // until the next call.
    EVP_MAC_CTX* get(std::uint64_t id, Digest digest, std::string_view key)
    {
        if (!entries_.empty() && entries_.front().id == id)
            return entries_.front().context.handle();
        return bring_to_front(id, digest, key);
    }
    std::size_t size() const noexcept { return entries_.size(); }

private:
    struct Entry {
        std::uint64_t id;
        HmacContext context;
    };
    EVP_MAC_CTX* bring_to_front(std::uint64_t id, Digest digest, std::string_view key);

    std::vector<Entry> entries_;
};

} // namespace costrel::inline v1::signing
