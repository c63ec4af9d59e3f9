#include <costrel/password.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace {

using namespace std::string_literals;
using costrel::check_password_hash;
using costrel::generate_password_hash;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr std::string_view cheap = "pbkdf2:sha256:1";

std::string sentence_about(std::string_view method)
{
    try {
        generate_password_hash("password", method);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

TEST(CheckPasswordHash, ReadsWhatWerkzeugWrites) // 3.1 on Python 3.11
{
    EXPECT_TRUE(check_password_hash(
        "scrypt:32768:8:1$saltSALT12345678$461253ae041438ca8e327a6e6121c5e43eeeeb7b9642181dbb9174"
        "717f6943e648ee18918533751e98693555e3d5814dfaf852ad9040c6867a5e0856a1cd6e87",
        "correct horse"));
    EXPECT_TRUE(
        check_password_hash("pbkdf2:sha256:1000$saltSALT12345678$683dd79283f7bd419e4a575bb9e3a92c03"
                            "1e457e430ac2d75e48b7c7b6417236",
                            "correct horse"));
}

TEST(CheckPasswordHash, AgreesWithTheVectorsOfRfc7914)
{
    EXPECT_TRUE(check_password_hash(
        "scrypt:1024:8:16$NaCl$fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622ea"
        "f30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        "password"));
    EXPECT_TRUE(check_password_hash(
        "scrypt:16384:8:1$SodiumChloride$7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f65"
        "45da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
        "pleaseletmein"));
    EXPECT_TRUE(check_password_hash(
        "pbkdf2:sha256:1$salt$55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
        "passwd"));
}

TEST(CheckPasswordHash, TakesEveryDigestByHashlibsName)
{
    for (const std::string_view hash :
         {"pbkdf2:sha3_256:3$s$4f24af1949a4edb7253a1913084c2688ec45787f06afb2ed9ba5d87d246dc739",
          "pbkdf2:blake2s:3$s$79dc064f74a20daf43d853d5d490de335e25572a483f81d3905d4343bd292d4e",
          "pbkdf2:sha512_256:3$s$24ef135f8e94db7097149af603b77e43d75fb00a4deaa13a8ed5aeb631398562",
          "pbkdf2:SHA512-256:3$s$24ef135f8e94db7097149af603b77e43d75fb00a4deaa13a8ed5aeb631398562",
          "pbkdf2:md5:3$s$56c3fcba38438502744360d1160599e6"}) {
        EXPECT_TRUE(check_password_hash(hash, "p")) << hash;
        EXPECT_FALSE(check_password_hash(hash, "q")) << hash;
    }
    EXPECT_TRUE(
        check_password_hash("pbkdf2:sha1:1$salt$a33dddc30478185515311f8752895d36ea4363a2", ""));
}

TEST(CheckPasswordHash, TakesPasswordsAndSaltsOfAnyBytes)
{
    EXPECT_TRUE(check_password_hash(
        "scrypt:16384:1:2$s$8519af108d0f667acff6a24a6dd3ee6dea491274377dd5c1f2576ab0dfd799aeb4f3c2"
        "8ddd8bae75ba4caa682f74bfdcbe6514023877c4c3b7ec2a7dc61aa99c",
        "pä\0ß😀"s));
    EXPECT_TRUE(check_password_hash(
        "pbkdf2:sha512:7$ümlaut:+$a94bfde29941723a5af6dbfd44ddbb87c7cc05e6a43d2016e5396e282dff0ea6"
        "172fc1b0149451019ba70d1f400ddf64c63c9a11ff762485445b0408f02dd700",
        std::string(300, 'x')));
    EXPECT_TRUE(check_password_hash(
        "scrypt:1024:8:1$$225009a832a3041c158e2ab8913019a27674c604d704a38ad1c7b58401a88b213b2a374d"
        "65016b82231fc469caf5b02134c8f52941d185e4b1d51fab0996eb46",
        ""));
}

TEST(CheckPasswordHash, RefusesAnotherPassword)
{
    const std::string hash = generate_password_hash("secret\0x"s, cheap);
    EXPECT_TRUE(check_password_hash(hash, "secret\0x"s));
    for (const std::string& other :
         {""s, "secret"s, "secret\0"s, "secret\0y"s, "Secret\0x"s, " secret\0x"s})
        EXPECT_FALSE(check_password_hash(hash, other));
}

TEST(CheckPasswordHash, IsFalseForWhatIsNoHash)
{
    for (const std::string_view hash : {
             "",
             "$",
             "$$",
             "$salt$00",
             "password",
             "scrypt",
             "scrypt$salt",
             "scrypt:32768:8:1$salt",
             "plain$$password",
             "sha256$salt$00",
             "Scrypt:1024:8:1$salt$00",
             "scrypt:1024:8$salt$00",
             "scrypt:1024:8:1:1$salt$00",
             "scrypt:$salt$00",
             "scrypt:a:b:c$salt$00",
             "scrypt:1024:8:-1$salt$00",
             "scrypt:1024:8:0$salt$00",
             "scrypt:1:8:1$salt$00",     // N must be 2 at least,
             "scrypt:1000:8:1$salt$00",  // and a power of it
             "scrypt:65536:1:1$salt$00", // N < 2^(16 r)
             "pbkdf2:sha256:$salt$00",
             "pbkdf2:sha256:0$salt$00",
             "pbkdf2:sha256:1:1$salt$00",
             "pbkdf2:nothing:1$salt$00",
             "pbkdf2::1$salt$00",
             "pbkdf2:sha256:1$salt$",
             "\xff\xfe$\xff$\xff",
         })
        EXPECT_FALSE(check_password_hash(hash, "password")) << hash;
}

TEST(CheckPasswordHash, ComparesTheWholeTextOfTheDerivedBytes)
{
    const std::string hash = generate_password_hash("password", cheap);
    EXPECT_FALSE(check_password_hash(hash + "0", "password"));
    EXPECT_FALSE(check_password_hash(hash + "$", "password"));
    EXPECT_FALSE(check_password_hash(hash.substr(0, hash.size() - 1), "password"));
    const std::string_view upper_case =
        "pbkdf2:sha256:1$salt$55AC046E56E3089FEC1691C22544B605F94185216DDE0465E68B9D57C20DACBC";
    EXPECT_FALSE(check_password_hash(upper_case, "passwd"));
}

TEST(CheckPasswordHash, IsFalseAtOnceForAHashThatWouldTakeTooMuch)
{
    for (const std::string_view hash : {
             "scrypt:1048576:8:1$salt$00",
             "scrypt:2:1048576:16$salt$00",
             "scrypt:9223372036854775808:9223372036854775808:4$salt$00",
             "scrypt:18446744073709551616:8:1$salt$00",
             "scrypt:99999999999999999999999999:8:1$salt$00",
             "pbkdf2:sha256:16000001$salt$00",
             "pbkdf2:sha256:4294967297$salt$00",
             "pbkdf2:sha256:99999999999999999999999999$salt$00",
         })
        EXPECT_FALSE(check_password_hash(hash, "password")) << hash;
}

TEST(GeneratePasswordHash, WritesWerkzeugsFormat)
{
    EXPECT_THAT(generate_password_hash("password"),
                MatchesRegex("scrypt:32768:8:1\\$[A-Za-z0-9]{16}\\$[0-9a-f]{128}"));
    EXPECT_THAT(generate_password_hash("password", "scrypt:1024:8:1", 4),
                MatchesRegex("scrypt:1024:8:1\\$[A-Za-z0-9]{4}\\$[0-9a-f]{128}"));
    EXPECT_THAT(generate_password_hash("password", "pbkdf2:sha1:3", 100),
                MatchesRegex("pbkdf2:sha1:3\\$[A-Za-z0-9]{100}\\$[0-9a-f]{40}"));
    EXPECT_THAT(generate_password_hash("password", "pbkdf2"),
                MatchesRegex("pbkdf2:sha256:1000000\\$[A-Za-z0-9]{16}\\$[0-9a-f]{64}"));
}

TEST(GeneratePasswordHash, SaltsEachHashAnew)
{
    EXPECT_NE(generate_password_hash("password", cheap), generate_password_hash("password", cheap));
}

TEST(GeneratePasswordHash, UsesEveryLetterAndDigitInASalt)
{
    const std::string hash = generate_password_hash("password", cheap, 10'000);
    const std::string salt = hash.substr(cheap.size() + 1, 10'000);
    for (const char letter : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"s) {
        const auto times = std::count(salt.begin(), salt.end(), letter);
        EXPECT_GT(times, 80) << letter; // 161 on average; as few once in 10^12 runs
        EXPECT_LT(times, 260) << letter;
    }
}

TEST(GeneratePasswordHash, IsCheckedByCheckPasswordHash)
{
    const std::string long_password(100'000, 'x');
    for (const std::string& password : {"secret"s, ""s, "pä\0ß😀"s, "\xff\xfe"s, long_password})
        for (const std::string_view method : {"scrypt:128:8:1", "pbkdf2:sha512:2"})
            EXPECT_TRUE(check_password_hash(generate_password_hash(password, method), password));
}

TEST(GeneratePasswordHash, SaysWhatIsWrongWithAMethod)
{
    EXPECT_THAT(sentence_about("md5"), AllOf(HasSubstr("'md5'"), HasSubstr("'scrypt'")));
    EXPECT_THAT(sentence_about("scrypt:1024"), HasSubstr("three numbers"));
    EXPECT_THAT(sentence_about("scrypt:1048576:8:1"), HasSubstr("at most 4194304"));
    EXPECT_THAT(sentence_about("pbkdf2:nothing"), HasSubstr("unknown digest 'nothing'"));
    EXPECT_THAT(sentence_about("pbkdf2:sha256:x"), HasSubstr("iterations"));
    // Werkzeug's limit on memory leaves these no room either.
    EXPECT_THAT(sentence_about("scrypt:2:8:1"), HasSubstr("memory limit exceeded"));
    EXPECT_THROW(generate_password_hash("password", cheap, 0), std::invalid_argument);
}

} // namespace
