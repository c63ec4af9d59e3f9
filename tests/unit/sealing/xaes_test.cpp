#include "sealing/xaes.hpp"
#include "unit/signing/hex.hpp"

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
