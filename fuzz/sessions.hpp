#pragma once

#include "fuzz/input.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/signing/timestamp_signer.hpp>

#include <chrono>
#include <string>

// The sessions of the cookie targets. The files of their corpora were signed with this key, around
// this time.
namespace fuzz {

inline constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
inline constexpr const char* key = "dev";

inline const costrel::SessionInterface& sessions()
{
    static const costrel::SessionInterface interface([] {
        costrel::SessionConfig config;
        config.secret_key = key;
        return config;
    }());
    return interface;
}

// A second opinion on signatures, which takes what itsdangerous takes.
inline const costrel::signing::TimestampSigner& signer()
{
    using namespace costrel::signing;
    static const TimestampSigner signer(
        key, {.salt = "cookie-session", .key_derivation = KeyDerivation::hmac});
    return signer;
}

// What holds for every cookie that gives no session.
inline void require_nothing_happened(costrel::SessionExchange& exchange)
{
    const costrel::Session& session = exchange.session();
    require(session.empty(), "the session of a refused cookie is empty");
    require(!session.modified(), "the session of a refused cookie is not modified");
    const auto saved = exchange.finish();
    require(saved.set_cookies.empty(), "a refused cookie is answered with none");
    require(saved.vary_cookie, "a used session varies on Cookie");
}

} // namespace fuzz
