#include "sealing/xaes.hpp"
#include "unit/signing/hex.hpp"

#include <openssl/evp.h>

namespace {

using namespace costrel::sealing;

std::string encrypt(const XaesKey& key, std::string_view nonce_text, std::string_view plaintext,
                    std::string_view aad)
{
    const Nonce nonce(reinterpret_cast<const unsigned char*>(nonce_text.data()), nonce_size);
    MessageKey message_key;
    key.derive(nonce, message_key);
    std::string out(plaintext.size() + tag_size, '\0');
    XaesKey::encrypt(message_key, nonce, aad, plaintext,
                     reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

// c2sp.org/XAES-256-GCM
TEST(Xaes, GivesThePublishedVectors)
{
    EXPECT_EQ(hex(encrypt(XaesKey(std::string(32, '\1')), "ABCDEFGHIJKLMNOPQRSTUVWX",
                          "XAES-256-GCM", "")),
              "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
    EXPECT_EQ(hex(encrypt(XaesKey(std::string(32, '\3')), "ABCDEFGHIJKLMNOPQRSTUVWX",
                          "XAES-256-GCM", "c2sp.org/XAES-256-GCM")),
              "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
}

std::string shake128(std::string_view input, std::size_t size)
{
    std::string out(size, '\0');
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EXPECT_EQ(EVP_DigestInit_ex(context, EVP_shake128(), nullptr), 1);
    EXPECT_EQ(EVP_DigestUpdate(context, input.data(), input.size()), 1);
    EXPECT_EQ(EVP_DigestFinalXOF(context, reinterpret_cast<unsigned char*>(out.data()), size), 1);
    EVP_MD_CTX_free(context);
    return out;
}

// The accumulated vector of c2sp.org/XAES-256-GCM: ten thousand messages whose keys, nonces, texts
// and additional data are drawn from SHAKE128 of nothing.
TEST(Xaes, GivesTheAccumulatedVector)
{
    constexpr std::size_t longest = 32 + nonce_size + 1 + 255 + 1 + 255;
    const std::string drawn = shake128("", 10'000 * longest);
    std::size_t at = 0;
    const auto draw = [&](std::size_t size) {
        at += size;
        return std::string_view(drawn).substr(at - size, size);
    };
    const auto draw_some = [&] { return draw(static_cast<unsigned char>(draw(1)[0])); };
    std::string messages;
    for (int i = 0; i < 10'000; ++i) {
        const XaesKey key(draw(32));
        const std::string_view nonce_text = draw(nonce_size);
        const std::string_view plaintext = draw_some();
        const std::string_view aad = draw_some();
        std::string message = encrypt(key, nonce_text, plaintext, aad);
        messages += message;
        const Nonce nonce(reinterpret_cast<const unsigned char*>(nonce_text.data()), nonce_size);
        MessageKey message_key;
        key.derive(nonce, message_key);
        auto* const bytes = reinterpret_cast<unsigned char*>(message.data());
        ASSERT_TRUE(XaesKey::decrypt(message_key, nonce, aad, message, bytes)) << i;
        ASSERT_EQ(std::string_view(message).substr(0, plaintext.size()), plaintext) << i;
    }
    EXPECT_EQ(hex(shake128(messages, 32)),
              "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
}

TEST(Xaes, CommitsToTheKey)
{
    const std::string nonce_text = "ABCDEFGHIJKLMNOPQRSTUVWX";
    const Nonce nonce(reinterpret_cast<const unsigned char*>(nonce_text.data()), nonce_size);
    MessageKey one;
    MessageKey other;
    XaesKey(std::string(32, '\1')).derive(nonce, one);
    XaesKey(std::string(32, '\3')).derive(nonce, other);
    EXPECT_EQ(hex(one.commitment()), "10d116570a259d2843ae5bedf27c3003");
    EXPECT_EQ(hex(other.commitment()), "6eeed565f0c9d2332b86a5141da7a245");
}

TEST(Xaes, DecryptsWhereTheCiphertextIs)
{
    const XaesKey key(std::string(32, 'k'));
    const std::string nonce_text(nonce_size, 'n');
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U}) {
        const std::string plaintext(size, 'p');
        std::string message = encrypt(key, nonce_text, plaintext, "aad");
        const Nonce nonce(reinterpret_cast<const unsigned char*>(nonce_text.data()), nonce_size);
        MessageKey message_key;
        key.derive(nonce, message_key);
        auto* bytes = reinterpret_cast<unsigned char*>(message.data());
        ASSERT_TRUE(XaesKey::decrypt(message_key, nonce, "aad", message, bytes)) << size;
        EXPECT_EQ(message.substr(0, size), plaintext);
        message = encrypt(key, nonce_text, plaintext, "aad");
        bytes = reinterpret_cast<unsigned char*>(message.data());
        EXPECT_FALSE(XaesKey::decrypt(message_key, nonce, "axd", message, bytes)) << size;
    }
}

TEST(Xaes, RejectsWhatIsShorterThanATag)
{
    MessageKey message_key;
    const std::string nonce_text(nonce_size, 'n');
    const Nonce nonce(reinterpret_cast<const unsigned char*>(nonce_text.data()), nonce_size);
    XaesKey(std::string(32, 'k')).derive(nonce, message_key);
    std::string message(tag_size - 1, 'x');
    EXPECT_FALSE(XaesKey::decrypt(message_key, nonce, "", message,
                                  reinterpret_cast<unsigned char*>(message.data())));
}

// More keys than a thread keeps contexts for: each is keyed anew, and rightly.
TEST(Xaes, WorksWithMoreKeysThanAThreadKeeps)
{
    std::vector<XaesKey> keys;
    std::vector<std::string> messages;
    for (char c = 'a'; c <= 'z'; ++c) {
        keys.emplace_back(std::string(32, c));
        messages.push_back(encrypt(keys.back(), std::string(nonce_size, 'n'), "text", ""));
    }
    for (std::size_t i = 0; i < keys.size(); ++i)
        EXPECT_EQ(encrypt(keys[i], std::string(nonce_size, 'n'), "text", ""), messages[i]);
}

} // namespace
