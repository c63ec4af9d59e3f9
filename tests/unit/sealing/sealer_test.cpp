#include "sealing/sealer.hpp"

#include <algorithm>
#include <array>

namespace {

using namespace costrel::sealing;

const std::string secret = "a secret of the tests that is long enough, 0123456789";
using Random = std::array<unsigned char, random_size>;

Random random_of(unsigned char byte)
{
    Random random;
    random.fill(byte);
    return random;
}

std::string seal(const Sealer& sealer, std::string_view plaintext, unsigned char random = 1)
{
    std::string wire(Wire::head_size, '\0');
    wire.append(plaintext).append(tag_size, '\0');
    sealer.seal(wire, random_of(random));
    return wire;
}

std::optional<std::string> open(const Sealer& sealer, std::string wire)
{
    const auto text = sealer.open(wire);
    return text ? std::optional(std::string(*text)) : std::nullopt;
}

TEST(Sealer, OpensWhatItSealed)
{
    const Sealer sealer(secret, {"", "session", "session"});
    for (const std::size_t size : {0U, 1U, 16U, 1000U}) {
        const std::string plaintext(size, 'p');
        const std::string wire = seal(sealer, plaintext);
        EXPECT_EQ(wire.size(), size + Wire::overhead);
        EXPECT_EQ(open(sealer, wire), plaintext);
    }
}

TEST(Sealer, OpensNothingOfWhichOneBitIsChanged)
{
    const Sealer sealer(secret, {"", "session", "session"});
    const std::string wire = seal(sealer, "text");
    for (std::size_t i = 0; i < wire.size() * 8; ++i) {
        std::string changed = wire;
        changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << i % 8));
        EXPECT_EQ(open(sealer, changed), std::nullopt) << "bit " << i;
    }
    EXPECT_EQ(open(sealer, wire), "text");
}

TEST(Sealer, OpensNoPart)
{
    const Sealer sealer(secret, {"", "session", "session"});
    const std::string wire = seal(sealer, "some text");
    for (std::size_t size = 0; size < wire.size(); ++size)
        EXPECT_EQ(open(sealer, wire.substr(0, size)), std::nullopt) << size;
}

TEST(Sealer, OpensNothingOfAnotherContext)
{
    const Sealer sealer(secret, {"shop", "session", "session"});
    const std::string wire = seal(sealer, "text");
    EXPECT_EQ(open(Sealer(secret, {"blog", "session", "session"}), wire), std::nullopt);
    EXPECT_EQ(open(Sealer(secret, {"shop", "remember", "session"}), wire), std::nullopt);
    EXPECT_EQ(open(Sealer(secret, {"shop", "session", "other"}), wire), std::nullopt);
    EXPECT_EQ(open(Sealer(secret, {"shop", "session", "session"}), wire), "text");
}

// A cloned virtual machine has the same generator: GCM breaks where a nonce repeats.
TEST(Sealer, RepeatsNoNonceWhereTheRandomBytesRepeat)
{
    const Sealer sealer(secret, {"", "session", "session"});
    const auto nonce = [](const std::string& wire) {
        return wire.substr(Wire::nonce_at, nonce_size);
    };
    EXPECT_NE(nonce(seal(sealer, "one")), nonce(seal(sealer, "two")));
    EXPECT_NE(nonce(seal(sealer, "one", 1)), nonce(seal(sealer, "one", 2)));
    EXPECT_EQ(seal(sealer, "one"), seal(sealer, "one"));
}

TEST(Sealer, LeavesNoPlaintextOfWhatItRejects)
{
    const Sealer sealer(secret, {"", "session", "session"});
    std::string wire = seal(sealer, std::string(100, 'p'));
    wire.back() = static_cast<char>(wire.back() ^ 1);
    ASSERT_EQ(sealer.open(wire), std::nullopt);
    EXPECT_EQ(wire.substr(Wire::head_size, 100), std::string(100, '\0'));
}

} // namespace
