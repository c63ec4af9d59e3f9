#include "interop/extended_nonce.hpp"
#include "interop/keys.hpp"
#include "interop/word_cipher.hpp"
#include "signing/openssl_error.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace costrel::inline v1::interop {

namespace {

constexpr std::size_t block_size = 64;
constexpr std::size_t tag_size = 16;
constexpr std::size_t mac_key_size = 32;

void quarter_round(WordBlock& x, std::size_t a, std::size_t b, std::size_t c, std::size_t d)
{
    x[b] ^= std::rotl(x[a] + x[d], 7);
    x[c] ^= std::rotl(x[b] + x[a], 9);
    x[d] ^= std::rotl(x[c] + x[b], 13);
    x[a] ^= std::rotl(x[d] + x[c], 18);
}

// The core of Salsa20, before the input is added.
void salsa_rounds(WordBlock& x)
{
    for (int i = 0; i < 10; ++i) {
        quarter_round(x, 0, 4, 8, 12);
        quarter_round(x, 5, 9, 13, 1);
        quarter_round(x, 10, 14, 2, 6);
        quarter_round(x, 15, 3, 7, 11);
        quarter_round(x, 0, 1, 2, 3);
        quarter_round(x, 5, 6, 7, 4);
        quarter_round(x, 10, 11, 8, 9);
        quarter_round(x, 15, 12, 13, 14);
    }
}

WordBlock salsa_input(std::string_view key, std::string_view nonce16)
{
    WordBlock x{};
    x[0] = sigma[0];
    load_words(key.substr(0, 16), std::span(x).subspan(1, 4));
    x[5] = sigma[1];
    load_words(nonce16, std::span(x).subspan(6, 4));
    x[10] = sigma[2];
    load_words(key.substr(16), std::span(x).subspan(11, 4));
    x[15] = sigma[3];
    return x;
}

// XSalsa20's key stream: Salsa20 under the key that the nonce's first 16 bytes make.
std::string key_stream(std::string_view key, std::string_view nonce, std::size_t size)
{
    WordBlock h = salsa_input(key, nonce.substr(0, 16));
    salsa_rounds(h);
    std::string subkey;
    append_words(subkey, std::array{h[0], h[5], h[10], h[15], h[6], h[7], h[8], h[9]});

    std::string stream;
    stream.reserve(size + block_size);
    for (std::uint64_t counter = 0; stream.size() < size; ++counter) {
        std::string position(nonce.substr(16));
        append_words(position, std::array{static_cast<std::uint32_t>(counter),
                                          static_cast<std::uint32_t>(counter >> 32)});
        const WordBlock input = salsa_input(subkey, position);
        WordBlock block = input;
        salsa_rounds(block);
        for (std::size_t i = 0; i < block.size(); ++i)
            block[i] += input[i];
        append_words(stream, block);
    }
    stream.resize(size);
    return stream;
}

std::string poly1305(std::string_view key, std::string_view text)
{
    static EVP_MAC* const method = EVP_MAC_fetch(nullptr, "POLY1305", nullptr);
    struct Free {
        void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
    };
    const std::unique_ptr<EVP_MAC_CTX, Free> context(method ? EVP_MAC_CTX_new(method) : nullptr);
    std::array<unsigned char, tag_size> tag{};
    std::size_t size = 0;
    if (!context ||
        EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                     nullptr) != 1 ||
        EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size()) != 1 ||
        EVP_MAC_final(context.get(), tag.data(), &size, tag.size()) != 1)
        throw std::runtime_error("costrel: OpenSSL could not compute a Poly1305: " +
                                 signing::take_openssl_error());
    return {reinterpret_cast<const char*>(tag.data()), size};
}

std::string exclusive_or(std::string_view text, std::string_view stream)
{
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<char>(out[i] ^ stream[i]);
    return out;
}

} // namespace

std::string seal_secretbox(std::string_view key, std::string_view nonce, std::string_view plaintext)
{
    const std::string stream = key_stream(key, nonce, mac_key_size + plaintext.size());
    const std::string_view all(stream);
    const std::string ciphertext = exclusive_or(plaintext, all.substr(mac_key_size));
    return poly1305(all.substr(0, mac_key_size), ciphertext) + ciphertext;
}

std::optional<std::string> open_secretbox(std::string_view key, std::string_view nonce,
                                          std::string_view box)
{
    if (box.size() < tag_size)
        return std::nullopt;
    const std::string_view ciphertext = box.substr(tag_size);
    const std::string stream = key_stream(key, nonce, mac_key_size + ciphertext.size());
    const std::string_view all(stream);
    if (!signing::constant_time_equal(poly1305(all.substr(0, mac_key_size), ciphertext),
                                      box.substr(0, tag_size)))
        return std::nullopt;
    return exclusive_or(ciphertext, all.substr(mac_key_size));
}

} // namespace costrel::inline v1::interop
