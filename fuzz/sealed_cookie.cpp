// A sealed cookie from anybody, and what stands within one that was rightly sealed: from a bug,
// another program with the key, or somebody who stole it.
//
// The first line says what the rest is: "text", the value of a cookie; or "plain", what is sealed.
#include "formats/sealed_cookie.hpp"

#include "encoding/base64.hpp"
#include "fuzz/input.hpp"
#include "sealing/sealer.hpp"

#include <costrel/sealing/key_ring.hpp>

#include <array>
#include <string>

using namespace costrel;
using fuzz::require;

namespace {

constexpr std::string_view secret = "the secret of the fuzz targets, long enough 0123456789";
constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'800'000'000));

const formats::SealedCookie& cookie()
{
    static const formats::SealedCookie cookie({.keys = {{.secret = std::string(secret)}}}, {});
    return cookie;
}

std::string sealed(std::string_view plain)
{
    static const sealing::Sealer sealer(secret, {"", "session", "session"});
    std::string wire(sealing::Wire::head_size, '\0');
    wire.append(plain).append(sealing::tag_size, '\0');
    sealer.seal(wire, std::array<unsigned char, sealing::random_size>{});
    std::string text;
    encoding::base64url_encode(text, wire);
    return text;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const bool plain = input.line() == "plain";
    const std::string text = plain ? sealed(input.rest()) : std::string(input.rest());
    const SealedContent content = cookie().open(text, now);
    if (content.origin != SessionOrigin::opened) {
        require(content.content.empty(), "nothing of a rejected cookie is given");
        return 0;
    }
    require(content.created && content.active && content.handle, "a good one says all of itself");
    const std::array<std::byte, sealing::random_size> random{};
    const auto again = cookie().seal(content.content, {now, *content.created, *content.active},
                                     *content.handle, random);
    require(again.has_value(), "what was opened can be sealed");
    const SealedContent read = cookie().open(*again, now);
    require(read.origin == SessionOrigin::opened && read.handle == content.handle &&
                read.created == content.created,
            "what was sealed is opened");
    return 0;
}
