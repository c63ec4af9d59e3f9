#include "interop/cipher.hpp"

#include "signing/openssl_error.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>
#include <stdexcept>

namespace costrel::inline v1::interop {

namespace {

// Fetched once: fetching takes longer than encrypting a cookie.
const EVP_CIPHER* fetched(const char* name)
{
    EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
    if (!cipher)
        throw std::runtime_error("costrel: OpenSSL has no " + std::string(name) + ": " +
                                 signing::take_openssl_error());
    return cipher;
}

const EVP_CIPHER* method_of(Aead cipher)
{
    switch (cipher) {
    case Aead::aes_128_gcm: {
        static const EVP_CIPHER* const method = fetched("AES-128-GCM");
        return method;
    }
    case Aead::aes_256_gcm: {
        static const EVP_CIPHER* const method = fetched("AES-256-GCM");
        return method;
    }
    case Aead::chacha20_poly1305:
        break;
    }
    static const EVP_CIPHER* const method = fetched("ChaCha20-Poly1305");
    return method;
}

const EVP_CIPHER* cbc_of(std::string_view key)
{
    static const EVP_CIPHER* const aes_128 = fetched("AES-128-CBC");
    static const EVP_CIPHER* const aes_256 = fetched("AES-256-CBC");
    return key.size() == 16 ? aes_128 : aes_256;
}

const EVP_CIPHER* ctr_of(std::string_view key)
{
    static const EVP_CIPHER* const aes_128 = fetched("AES-128-CTR");
    static const EVP_CIPHER* const aes_192 = fetched("AES-192-CTR");
    static const EVP_CIPHER* const aes_256 = fetched("AES-256-CTR");
    return key.size() == 16 ? aes_128 : key.size() == 24 ? aes_192 : aes_256;
}

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

enum class Direction : int { decrypt = 0, encrypt = 1 };

// One message under one key.
class Run {
public:
    Run(const EVP_CIPHER* method, std::string_view key, std::string_view iv, Direction direction)
        : context_(EVP_CIPHER_CTX_new())
    {
        if (!context_)
            throw std::bad_alloc();
        if (key.size() != static_cast<std::size_t>(EVP_CIPHER_get_key_length(method)) ||
            iv.size() != static_cast<std::size_t>(EVP_CIPHER_get_iv_length(method)))
            throw std::logic_error("costrel: a key or nonce has the wrong length");
        require(EVP_CipherInit_ex2(context_.get(), method, bytes_of(key), bytes_of(iv),
                                   static_cast<int>(direction), nullptr));
    }

    void authenticate(std::string_view aad)
    {
        int size = 0;
        if (!aad.empty())
            require(EVP_CipherUpdate(context_.get(), nullptr, &size, bytes_of(aad),
                                     static_cast<int>(aad.size())));
    }
    void expect_tag(std::string_view tag)
    {
        std::array<unsigned char, aead_tag_size> copy{};
        tag.copy(reinterpret_cast<char*>(copy.data()), copy.size());
        require(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG,
                                    static_cast<int>(copy.size()), copy.data()));
    }
    // What `text` becomes, or nothing when its tag or padding is wrong.
    std::optional<std::string> finish(std::string_view text)
    {
        std::string out(text.size() + EVP_MAX_BLOCK_LENGTH, '\0');
        auto* const to = reinterpret_cast<unsigned char*>(out.data());
        int size = 0;
        require(EVP_CipherUpdate(context_.get(), to, &size, bytes_of(text),
                                 static_cast<int>(text.size())));
        int last = 0;
        if (EVP_CipherFinal_ex(context_.get(), to + size, &last) != 1) {
            signing::take_openssl_error();
            return std::nullopt;
        }
        out.resize(static_cast<std::size_t>(size + last));
        return out;
    }
    void append_tag(std::string& out)
    {
        std::array<unsigned char, aead_tag_size> tag{};
        require(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG,
                                    static_cast<int>(tag.size()), tag.data()));
        out.append(reinterpret_cast<const char*>(tag.data()), tag.size());
    }

private:
    static void require(int status)
    {
        if (status != 1)
            throw std::runtime_error("costrel: OpenSSL could not run a cipher: " +
                                     signing::take_openssl_error());
    }
    struct Free {
        void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
    };
    std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
};

} // namespace

std::string seal(Aead cipher, std::string_view key, std::string_view nonce, std::string_view aad,
                 std::string_view plaintext)
{
    Run run(method_of(cipher), key, nonce, Direction::encrypt);
    run.authenticate(aad);
    std::string sealed = run.finish(plaintext).value();
    run.append_tag(sealed);
    return sealed;
}

std::optional<std::string> open(Aead cipher, std::string_view key, std::string_view nonce,
                                std::string_view aad, std::string_view ciphertext,
                                std::string_view tag)
{
    if (tag.size() != aead_tag_size)
        return std::nullopt;
    Run run(method_of(cipher), key, nonce, Direction::decrypt);
    run.authenticate(aad);
    run.expect_tag(tag);
    return run.finish(ciphertext);
}

std::string encrypt_cbc(std::string_view key, std::string_view iv, std::string_view plaintext)
{
    return Run(cbc_of(key), key, iv, Direction::encrypt).finish(plaintext).value();
}

std::optional<std::string> decrypt_cbc(std::string_view key, std::string_view iv,
                                       std::string_view ciphertext)
{
    if (ciphertext.empty() || ciphertext.size() % 16 != 0)
        return std::nullopt;
    return Run(cbc_of(key), key, iv, Direction::decrypt).finish(ciphertext);
}

std::string crypt_ctr(std::string_view key, std::string_view iv, std::string_view text)
{
    return Run(ctr_of(key), key, iv, Direction::encrypt).finish(text).value();
}

} // namespace costrel::inline v1::interop
