#include "formats/costrel_record.hpp"

#include <costrel/sealing/key_ring.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel;
using costrel::formats::CostrelRecord;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds now(seconds(1'800'000'000));
constexpr seconds year(366 * 24 * 3600);
const std::string id = std::string(42, 'A') + 'E';

KeyRing::Key key(const char* secret, sys_seconds from = {}, std::optional<sys_seconds> until = {})
{
    return {.secret = std::string(secret) + " key, as long as secrets of tests have to be",
            .not_before = from,
            .not_after = until};
}

CookieId read(const KeyRing& ring, const std::string& header, sys_seconds at = now)
{
    return CostrelRecord(ring, {}).read_id(CookieField(header), at);
}

std::string cookie(const KeyRing& ring, sys_seconds at = now)
{
    return "session=" + CostrelRecord(ring, {}).write_id(id, {}, at).at(0).value;
}

TEST(CostrelRecord, SignsAnIdAsItsdangerousDoes)
{
    // itsdangerous 2.2.0: Signer(secret, salt="costrel.session-id", key_derivation="hmac",
    // digest_method=sha256).sign(id)
    EXPECT_EQ(cookie({.keys = {{.secret = "the secret of the tests of today, 0123456789"}}}),
              "session=" + id + ".tbzKyrnjd1xtJWWoRICOaQTIPYo5614CbYYszAuRV0M");
}

TEST(CostrelRecord, OpensAnIdOfAnOlderKeyAndWantsItSignedAgain)
{
    const std::string old = cookie({.keys = {key("old")}});
    const CookieId found = read({.keys = {key("old"), key("new")}}, old);
    EXPECT_EQ(found.origin, SessionOrigin::opened);
    EXPECT_EQ(found.id, id);
    EXPECT_TRUE(found.rewrite);
    EXPECT_EQ(found.key_index, 1U);
}

TEST(CostrelRecord, SignsWithTheKeyWhoseTimeHasCome)
{
    const KeyRing ring{.keys = {key("old", now - year), key("new", now + seconds(10))}};
    EXPECT_EQ(cookie(ring), cookie({.keys = {ring.keys[0]}}));
    EXPECT_EQ(cookie(ring, now + seconds(10)), cookie({.keys = {ring.keys[1]}}, now + seconds(10)));
}

TEST(CostrelRecord, OpensWhatAHostWhoseClockIsAheadHasSigned)
{
    const KeyRing ring{.keys = {key("old", now - year), key("new", now + seconds(10))}};
    const CookieId found = read(ring, cookie(ring, now + seconds(10)));
    EXPECT_EQ(found.origin, SessionOrigin::opened);
    EXPECT_TRUE(found.rewrite);
}

TEST(CostrelRecord, SaysWhichKeysAreNotToBeUsed)
{
    KeyRing ring{.keys = {key("bad"), key("over", now - year, now), key("good", now - year)}};
    const std::string of_bad = cookie({.keys = {ring.keys[0]}});
    const std::string of_over = cookie({.keys = {ring.keys[1]}}, now - seconds(1));
    EXPECT_EQ(read(ring, of_bad).origin, SessionOrigin::opened);
    ring.keys[0].revoked = true;
    EXPECT_EQ(read(ring, of_bad).origin, SessionOrigin::key_revoked);
    EXPECT_EQ(read(ring, of_over, now + seconds(59)).origin, SessionOrigin::opened);
    EXPECT_EQ(read(ring, of_over, now + seconds(60)).origin, SessionOrigin::key_not_valid);
}

TEST(CostrelRecord, TakesTheFirstOfFourThatIsGood)
{
    const KeyRing ring{.keys = {key("good")}};
    const std::string bad = "session=" + id + '.' + std::string(42, 'A') + "E; ";
    EXPECT_EQ(read(ring, bad + bad + bad + cookie(ring)).origin, SessionOrigin::opened);
    EXPECT_EQ(read(ring, bad + bad + bad + bad + cookie(ring)).origin,
              SessionOrigin::bad_signature);
    EXPECT_EQ(read(ring, "session=junk").origin, SessionOrigin::malformed);
    EXPECT_EQ(read(ring, "session=").origin, SessionOrigin::none);
}

} // namespace
