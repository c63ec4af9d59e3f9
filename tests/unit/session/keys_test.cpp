// Keys and how signatures are compared: rows J1 to J11 of the list of bad inputs. Not here:
// J1, no key: session_test.cpp; J2, weak keys: secret_strength_test.cpp.
// J6, unknown digests: signing/digest_test.cpp; the session's is Flask's, SHA-1, by construction.
// J8, J12: there is no encryption in this version.
// J9, keys that are wiped and not printed: signing/secret_test.cpp, secret_strength_test.cpp.
// J10, an OpenSSL that cannot: an Hmac is keyed when it is made; signing/hmac_test.cpp.
// J11, a token of another purpose: cookie_signature_test.cpp.
#include "unit/session/cookies.hpp"

#include <openssl/crypto.h>

#include <vector>

namespace {

struct Comparison {
    std::size_t size;
};
std::vector<Comparison>* comparisons = nullptr; // when they are counted

} // namespace

// In the place of OpenSSL's, which is in a shared library: it tells what is compared by it.
extern "C" int CRYPTO_memcmp(const void* left, const void* right, std::size_t size)
{
    const auto* a = static_cast<const volatile unsigned char*>(left);
    const auto* b = static_cast<const volatile unsigned char*>(right);
    unsigned char difference = 0;
    for (std::size_t i = 0; i < size; ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    if (comparisons)
        comparisons->push_back({size});
    return difference;
}

namespace costrel::inline v1::cookies {
namespace {

constexpr auto bad_signature = SessionOrigin::bad_signature;

std::string cookie_with_key(std::string key)
{
    const SessionInterface interface(config(std::move(key)));
    Visit visit(interface, "", now);
    Session& session = visit.session;
    session["a"] = 1;
    const std::string cookie = visit.set_cookie();
    return cookie.substr(0, cookie.find(';'));
}

// Recorded from itsdangerous 2.2.0 with keys of type bytes, the last one of str too.
TEST(Keys, AreUsedWholeAsInPython)
{
    const std::string start = "session=eyJhIjoxfQ.ZVPxAA.";
    std::string high;
    for (int byte = 128; byte < 256; ++byte)
        high += static_cast<char>(byte);
    EXPECT_EQ(cookie_with_key(std::string("a\0b", 3)), start + "F_QNh-75Q2xtb8pEzen3lN1c458")
        << "J3: NUL";
    EXPECT_EQ(cookie_with_key(high), start + "8v1v8R0zaOQj5_ePvJ5jPnUyWpk") << "J3: high bytes";
    EXPECT_EQ(cookie_with_key(std::string(10'240, 'k')), start + "NFlFB67b5VRhPsBP-KrllYNd9aM")
        << "J3: 10 KiB";
    EXPECT_EQ(cookie_with_key(std::string(64, 'k')), start + "D0gqJB9dMkmmrS4UPyXX-OsQS-A")
        << "J3: a block";
    EXPECT_EQ(cookie_with_key(std::string(65, 'k')), start + "N2Fiqkk9-WR0qJhD_ipKhJblRkY")
        << "J3: more than a block";
    EXPECT_EQ(cookie_with_key("cl\xc3\xa9"), start + "Pkq_uvt3oBKFS2wwngjfwyEQZ5Y") << "J4";
}

TEST(Keys, J5OfThePastMayBeNoneTheSameOrMany)
{
    SessionConfig same = config();
    same.secret_key_fallbacks = {"dev", "dev"};
    const SessionInterface interface(same);
    EXPECT_EQ(outcome_of(good, interface), admin);
    const std::string field = "session=" + good;
    EXPECT_EQ(Visit(interface, field, now).session.key_index(), 0U);

    SessionConfig many = config("new");
    many.secret_key_fallbacks.push_back("dev"); // the oldest
    for (int i = 1; i < 1000; ++i)
        many.secret_key_fallbacks.push_back("key number " + std::to_string(i));
    const SessionInterface patient(many);
    EXPECT_EQ(outcome_of(good, patient), admin);
    EXPECT_EQ(Visit(patient, field, now).session.key_index(), 1000U);
    EXPECT_EQ(outcome_of("P.T.S", patient), empty(bad_signature));
}

// How many bytes were compared, and how often, while the cookie was opened.
std::vector<std::size_t> compared(const std::string& cookie,
                                  const SessionInterface& interface = sessions())
{
    std::vector<Comparison> seen;
    comparisons = &seen;
    (void)outcome_of(cookie, interface);
    comparisons = nullptr;
    std::vector<std::size_t> sizes;
    for (const Comparison& comparison : seen)
        sizes.push_back(comparison.size);
    return sizes;
}

// Time tells too little on a busy machine; that there is but one comparison, and that it is the
// one that takes the same time wherever the bytes differ, tells more.
TEST(Keys, J7MakeSignaturesThatAreComparedWholeAndOnce)
{
    const std::vector<std::size_t> whole{20};
    const std::string start = payload + "." + stamp + ".";
    EXPECT_EQ(compared(good), whole);
    for (std::size_t i = 0; i < signature.size() - 1; ++i) {
        std::string changed = signature;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(compared(start + changed), whole) << i;
    }
    EXPECT_EQ(compared(start + std::string(26, 'A') + "A"), whole);

    const std::vector<std::size_t> nothing;
    EXPECT_EQ(compared(start), nothing) << "a length is no secret";
    EXPECT_EQ(compared(start + signature.substr(0, 26)), nothing);
    EXPECT_EQ(compared(good + "A"), nothing);

    SessionConfig rotated = config("new");
    rotated.secret_key_fallbacks = {"older", "dev"};
    const SessionInterface interface(rotated);
    EXPECT_EQ(compared(good, interface), (std::vector<std::size_t>{20, 20}));
    EXPECT_EQ(compared(start + std::string(27, 'A'), interface),
              (std::vector<std::size_t>{20, 20, 20}));
}

} // namespace
} // namespace costrel::inline v1::cookies
