#pragma once

#include <costrel/signing/secret.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace costrel::inline v1::sealing {

inline constexpr std::size_t nonce_size = 24;
inline constexpr std::size_t commitment_size = 16;
inline constexpr std::size_t tag_size = 16;

using Nonce = std::span<const unsigned char, nonce_size>;

// What one message is encrypted with, wiped with the object.
class MessageKey {
public:
    MessageKey() = default;
    MessageKey(const MessageKey&) = delete;
    MessageKey& operator=(const MessageKey&) = delete;
    ~MessageKey();

    std::span<unsigned char, 48> bytes() noexcept { return bytes_; }
    const unsigned char* key() const noexcept { return bytes_.data(); } // 32 bytes
    // Commits to the key, the secret behind it and all that the key was derived for.
    std::string_view commitment() const noexcept
    {
        return {reinterpret_cast<const char*>(bytes_.data()) + 32, commitment_size};
    }

private:
    std::array<unsigned char, 48> bytes_;
};

// XAES-256-GCM (c2sp.org/XAES-256-GCM), and a third block of its key derivation as a commitment:
// GCM alone lets who knows two keys make one message that opens under both.
// docs/decisions/sealed-cookies.md says why this and not another.
class XaesKey {
public:
    // `key` has 32 bytes. Throws std::runtime_error when OpenSSL has no AES.
    explicit XaesKey(std::string_view key);

    void derive(Nonce nonce, MessageKey& out) const;

    // Writes the ciphertext, as long as `plaintext`, and behind it the tag to `out`, which may be
    // where the plaintext is.
    static void encrypt(const MessageKey& key, Nonce nonce, std::string_view aad,
                        std::string_view plaintext, unsigned char* out);
    // Whether `ciphertext`, with its tag at its end, is authentic. Writes the plaintext to `out`,
    // which may be where the ciphertext is; whatever is there after a false is of no use.
    static bool decrypt(const MessageKey& key, Nonce nonce, std::string_view aad,
                        std::string_view ciphertext, unsigned char* out);

    std::string_view cmac_subkey() const noexcept { return subkey_.view(); } // K1, for tests

private:
    signing::Secret key_;
    signing::Secret subkey_;
    std::uint64_t id_; // the same for copies, which have the same key
};

} // namespace costrel::inline v1::sealing
