// The encrypted token of Auth.js, from somebody who does not have the secret.
#include "interop/jwe.hpp"

#include "fuzz/input.hpp"

#include <costrel/interop/authjs.hpp>

#include <string>

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto format = interop::authjs({.secrets = {"a secret"}, .cookie_name = "token"});
    const fuzz::Input input(data, size);
    const std::string header = "token=" + std::string(input.rest());
    const auto content = format->open(CookieField(header), std::chrono::sys_seconds());
    require(content.origin != SessionOrigin::opened, "who has no secret makes no token");

    if (const auto jwe = interop::read_jwe(input.rest())) {
        const std::string key(jwe->encryption == interop::JweEncryption::a256gcm ? 32 : 64, 'k');
        require(!interop::open_jwe(*jwe, key), "who has no key makes no token");
    }
    return 0;
}
