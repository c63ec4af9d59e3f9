#include "sealing/xaes.hpp"

#include "sealing/cipher_context.hpp"
#include "signing/openssl_error.hpp"

#include <climits>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <stdexcept>

namespace costrel::inline v1::sealing {

namespace {

constexpr std::size_t block_size = 16;
constexpr std::size_t derived_blocks = 3;
constexpr std::size_t prefix_size = 12; // of a nonce: goes into the key, the rest into GCM

using Block = std::array<unsigned char, block_size>;
using Words = std::array<std::uint64_t, 2>; // a block, in whatever order its bytes are

Words words_at(const unsigned char* block) noexcept
{
    Words words;
    std::memcpy(words.data(), block, sizeof words);
    return words;
}

std::uint64_t next_id() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

BlockCipherCache& block_ciphers_of_this_thread()
{
    static thread_local BlockCipherCache ciphers;
    return ciphers;
}

void encrypt_blocks(EVP_CIPHER_CTX* keyed, std::span<const unsigned char> in, unsigned char* out)
{
    int size = 0;
    if (EVP_EncryptUpdate(keyed, out, &size, in.data(), static_cast<int>(in.size())) != 1)
        throw_cipher_error();
}

// Doubling in GF(2^128), as CMAC does (SP 800-38B).
void double_block(Block& block)
{
    const bool carry = (block[0] & 0x80) != 0;
    for (std::size_t i = 0; i < block_size; ++i)
        block[i] = static_cast<unsigned char>(block[i] << 1 |
                                              (i + 1 < block_size ? block[i + 1] >> 7 : 0));
    if (carry)
        block[block_size - 1] ^= 0x87;
}

signing::Secret cmac_subkey_of(std::string_view key)
{
    BlockCipherCache ciphers;
    Block block{};
    const Block zeros{};
    encrypt_blocks(ciphers.get(0, key), zeros, block.data());
    double_block(block);
    signing::Secret subkey(
        std::string_view(reinterpret_cast<const char*>(block.data()), block.size()));
    OPENSSL_cleanse(block.data(), block.size());
    return subkey;
}

const unsigned char* xaes_bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

int size_of(std::string_view text)
{
    if (text.size() > INT_MAX)
        throw std::length_error("costrel: a message of more than 2 GiB cannot be sealed");
    return static_cast<int>(text.size());
}

// The tag, as OpenSSL asks for it and is asked. EVP_CIPHER_CTX_ctrl() comes to the same by a longer
// way.
class TagParameter {
public:
    explicit TagParameter(unsigned char* tag)
        : list_{OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, tag_size),
                OSSL_PARAM_construct_end()}
    {
    }
    OSSL_PARAM* list() noexcept { return list_.data(); }

private:
    std::array<OSSL_PARAM, 2> list_;
};

} // namespace

MessageKey::~MessageKey()
{
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

XaesKey::XaesKey(std::string_view key) : key_(key), subkey_(cmac_subkey_of(key)), id_(next_id()) {}

void XaesKey::derive(Nonce nonce, MessageKey& out) const
{
    // CMAC of (0, i, "X", 0, nonce[0..11]) for i = 1, 2, 3: each message is one block.
    std::array<Words, derived_blocks> blocks;
    Block message{0, 0, 'X', 0};
    std::copy_n(nonce.begin(), prefix_size, message.begin() + 4);
    const auto subkey = words_at(xaes_bytes_of(subkey_.view()));
    for (Words& block : blocks) {
        ++message[1];
        const auto words = words_at(message.data());
        block = {words[0] ^ subkey[0], words[1] ^ subkey[1]};
    }
    encrypt_blocks(block_ciphers_of_this_thread().get(id_, key_.view()),
                   {reinterpret_cast<const unsigned char*>(blocks.data()), sizeof blocks},
                   out.bytes().data());
    OPENSSL_cleanse(blocks.data(), sizeof blocks);
}

void XaesKey::encrypt(const MessageKey& key, Nonce nonce, std::string_view aad,
                      std::string_view plaintext, unsigned char* out)
{
    EVP_CIPHER_CTX* const context = gcm_encryptor();
    int size = 0;
    if (EVP_EncryptInit_ex2(context, nullptr, key.key(), nonce.data() + prefix_size, nullptr) !=
            1 ||
        EVP_EncryptUpdate(context, nullptr, &size, xaes_bytes_of(aad), size_of(aad)) != 1 ||
        EVP_EncryptUpdate(context, out, &size, xaes_bytes_of(plaintext), size_of(plaintext)) != 1 ||
        EVP_EncryptFinal_ex(context, out + plaintext.size(), &size) != 1 ||
        EVP_CIPHER_CTX_get_params(context, TagParameter(out + plaintext.size()).list()) != 1)
        throw_cipher_error();
}

bool XaesKey::decrypt(const MessageKey& key, Nonce nonce, std::string_view aad,
                      std::string_view ciphertext, unsigned char* out)
{
    if (ciphertext.size() < tag_size)
        return false;
    const std::string_view text = ciphertext.substr(0, ciphertext.size() - tag_size);
    std::array<unsigned char, tag_size> tag;
    std::copy_n(ciphertext.end() - tag_size, tag_size, tag.begin());
    EVP_CIPHER_CTX* const context = gcm_decryptor();
    int size = 0;
    if (EVP_DecryptInit_ex2(context, nullptr, key.key(), nonce.data() + prefix_size, nullptr) !=
            1 ||
        EVP_CIPHER_CTX_set_params(context, TagParameter(tag.data()).list()) != 1 ||
        EVP_DecryptUpdate(context, nullptr, &size, xaes_bytes_of(aad), size_of(aad)) != 1 ||
        EVP_DecryptUpdate(context, out, &size, xaes_bytes_of(text), size_of(text)) != 1)
        throw_cipher_error();
    return EVP_DecryptFinal_ex(context, out + text.size(), &size) == 1;
}

} // namespace costrel::inline v1::sealing
