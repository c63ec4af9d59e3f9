#include "signing/hmac.hpp"
#include "signing/hmac_context.hpp"
#include "unit/signing/hex.hpp"

#include <gmock/gmock.h>

#include <array>
#include <thread>

namespace {

using namespace costrel::signing;

std::string mac(const Hmac& key, std::vector<std::string_view> pieces)
{
    std::array<unsigned char, max_digest_size> out{};
    const std::size_t size = key.compute(pieces, out);
    return hex(std::span(out).first(size));
}

std::string mac(Digest digest, std::string_view key, std::string_view message)
{
    return mac(Hmac(digest, key), {message});
}

struct Known {
    const char* digest;
    const char* mac; // of "message" under "key", by Python's hmac module
};

const Known known[] = {
    {"sha1", "2088df74d5f2146b48146caf4965377e9d0be3a4"},
    {"sha224", "a0b5eecae3f74f0561a8da6f389f78f1a3895c8c183c31c1756d7925"},
    {"sha256", "6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a"},
    {"sha384", "0fd3ae3237be98c64a075b7394989fc6789f31788fada42eada85ee6698bde2f"
               "eae20b66271b67544b9062c773b2d86f"},
    {"sha512", "e477384d7ca229dd1426e64b63ebf2d36ebd6d7e669a6735424e72ea6c01d3f8"
               "b56eb39c36d8232f5427999b8d1a3f9cd1128fc69f4d75b434216810fa367e98"},
    {"sha512_224", "a91f4cc5899885cf394e5e31aa17b3bcc7c9599252d14d2a978a159d"},
    {"sha512_256", "85dffcd3e78dd21a09e8c7b21e6290eed868cb37d64ab7702e8809b9010f0cee"},
    {"sha3_224", "d67a1f6c06fba02851bdb27bb78463f805b63f34bfbc7ebb8bf24016"},
    {"sha3_256", "0f43852a24d5597a8200312a95993991581679d63264f1b1ad4b5ccac7fe8ba4"},
    {"sha3_384", "be48b7a82bf3dda2dc743a584e7a7d6375a664e611d240a6c951f3d15e18666f"
                 "c6d4b3e31f8d6c44caec98667209aa31"},
    {"sha3_512", "4b733ae1713d83ed27e49527a1e4ce032ecad6657e82403b42c31f901f00bdc3"
                 "06fdc5d1e4b664530e9c691a01070d85e6479be0b9c43b28e0ed7740f90628cf"},
    {"blake2b", "04e9ada930688cde75eec939782eed653073dd621d7643f813702976257cf037"
                "d325b50eedd417c01b6ad1f978fbe2980a93d27d854044e8626df6fa279d6680"},
    {"blake2s", "bba8fa28708ae80d249e317318c95c859f3f77512be23910d5094d9110454d6f"},
    {"md5", "4e4748e62b463521f6775fbf921234b5"},
    {"md5-sha1", "2001802d0d363c8321d134c011bb81ac335faa8754b5bb34e4404966264cdc6543e90084"},
    {"ripemd160", "b96451d3406d2253e6e5d68924699eb0bd835293"},
    {"sm3", "34c90b291a80b7fd7f2be43d683935bab9d149164666c4ef8857c815cf2ef832"},
};

TEST(Hmac, IsPythonsWithEveryDigest)
{
    for (const Known& row : known) {
        SCOPED_TRACE(row.digest);
        EXPECT_EQ(mac(row.digest, "key", "message"), row.mac);
    }
}

TEST(Hmac, TakesAnyKey)
{
    EXPECT_EQ(mac("sha1", "", ""), "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
    EXPECT_EQ(mac("sha1", std::string(200, 'k'), "m"), "d09c412bc41477a83d3fefc21d7d0af74b2e1627");
    EXPECT_EQ(mac("sha1", std::string_view("a\0b\xff", 4), "m"),
              "9924df3b8217b7cc503df348558ee5ccfe163036");
}

TEST(Hmac, IsTheSameHoweverOftenItIsAsked)
{
    const Hmac key("sha1", "key");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(mac(key, {"message"}), known[0].mac);
        EXPECT_NE(mac(key, {"other message"}), known[0].mac);
    }
}

TEST(Hmac, TakesItsMessageInPieces)
{
    const Hmac key("sha1", "key");
    EXPECT_EQ(mac(key, {"mes", "", "sage"}), known[0].mac);
    EXPECT_EQ(mac(key, {}), mac(key, {""}));
}

TEST(Hmac, KeepsItsMeaningWhenCopiedAndMoved)
{
    Hmac first("sha1", "key");
    const Hmac copy = first;
    const Hmac moved = std::move(first);
    first = Hmac("sha1", "another key");
    EXPECT_EQ(mac(copy, {"message"}), known[0].mac);
    EXPECT_EQ(mac(moved, {"message"}), known[0].mac);
    EXPECT_NE(mac(first, {"message"}), known[0].mac);
}

TEST(Hmac, StaysRightWithMoreKeysThanAThreadKeeps)
{
    std::vector<Hmac> keys;
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < 3 * HmacContextCache::capacity; ++i) {
        keys.emplace_back("sha1", "key" + std::to_string(i));
        expected.push_back(mac(keys.back(), {"message"}));
    }
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < keys.size(); ++i)
            EXPECT_EQ(mac(keys[i], {"message"}), expected[i]);
    }
}

TEST(Hmac, OfAKeyUsedOnceIsTheSame)
{
    std::array<unsigned char, max_digest_size> out{};
    const std::size_t size =
        compute_hmac("sha1", "key", std::array<std::string_view, 2>{"mess", "age"}, out);
    EXPECT_EQ(hex(std::span(out).first(size)), known[0].mac);
}

TEST(Hmac, MayBeUsedByManyThreadsAtOnce)
{
    const std::vector<Hmac> keys(20, Hmac("sha1", "key"));
    const Hmac other("sha256", "key");
    std::vector<int> wrong(4);
    std::vector<std::thread> threads;
    for (int& count : wrong) {
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                count += mac(keys[static_cast<std::size_t>(i) % keys.size()], {"message"}) !=
                         known[0].mac;
                count += mac(other, {"message"}) != known[2].mac;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_THAT(wrong, testing::Each(0));
}

TEST(HmacContextCache, KeepsTheKeysUsedLast)
{
    HmacContextCache cache;
    for (std::uint64_t id = 1; id <= HmacContextCache::capacity; ++id)
        cache.get(id, "sha1", "key");
    EVP_MAC_CTX* const first = cache.get(1, "sha1", "key"); // now the latest, 2 the oldest
    for (std::uint64_t id = 100; id < 100 + HmacContextCache::capacity - 1; ++id)
        cache.get(id, "sha1", "key");
    EXPECT_EQ(cache.get(1, "sha1", "key"), first);
    EXPECT_EQ(cache.size(), HmacContextCache::capacity);
}

TEST(ConstantTimeEqual, ComparesLengthAndBytes)
{
    EXPECT_TRUE(constant_time_equal("", ""));
    EXPECT_TRUE(constant_time_equal("abc", "abc"));
    EXPECT_FALSE(constant_time_equal("abc", "abd"));
    EXPECT_FALSE(constant_time_equal("abc", "Abc"));
    EXPECT_FALSE(constant_time_equal("abc", "ab"));
    EXPECT_FALSE(constant_time_equal("abc", ""));
    EXPECT_FALSE(constant_time_equal("", "abc"));
}

} // namespace
