#pragma once

#include "encoding/base64.hpp"
#include "signing/token.hpp"
#include "visit.hpp"

#include <costrel/session/interface.hpp>
#include <costrel/signing/signer.hpp>
#include <costrel/tagged_json.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

// Cookies as a hostile or broken peer sends them, and what may become of a request that has one.
namespace costrel::inline v1::cookies {

inline constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

// Flask's cookie of {"username":"admin"} at that time, signed with "dev".
inline const std::string payload = "eyJ1c2VybmFtZSI6ImFkbWluIn0";
inline const std::string stamp = "ZVPxAA";
inline const std::string signature = "1pJeQjtZo7U6CGxSLhPtlWWPqKw";
inline const std::string good = payload + "." + stamp + "." + signature;

inline SessionConfig config(std::string key = "dev")
{
    SessionConfig result;
    result.secret_key = std::move(key);
    result.session_cache_bytes = 0; // each of them is verified
    return result;
}

inline const SessionInterface& sessions()
{
    static const SessionInterface interface(config());
    return interface;
}

inline std::string base64(std::string_view bytes)
{
    std::string out;
    encoding::base64url_encode(out, bytes);
    return out;
}

// `text` with a signature that is right for it, whatever it is.
inline std::string well_signed(std::string_view text)
{
    static const signing::Signer signer(
        "dev", {.salt = "cookie-session", .key_derivation = signing::KeyDerivation::hmac});
    return signer.sign(text);
}
inline std::string well_signed_payload(std::string_view text)
{
    return well_signed(std::string(text) + "." + stamp);
}

// A cookie of any JSON, compressed where it pays.
inline std::string cookie_of_json(std::string_view json, std::chrono::sys_seconds at = now)
{
    static const signing::TokenSigner signer("dev");
    std::string token;
    signer.sign(token, json, at.time_since_epoch().count());
    return token;
}

// What is known of a request with that Cookie field.
struct Outcome {
    SessionOrigin origin;
    std::string json; // what the session holds

    friend bool operator==(const Outcome&, const Outcome&) = default;
    friend void PrintTo(const Outcome& outcome, std::ostream* out)
    {
        *out << "origin " << static_cast<int>(outcome.origin) << ", " << outcome.json;
    }
};

// The outcome, whose session must not be modified. One that holds nothing is answered without a
// cookie.
inline Outcome outcome_of_field(std::string_view field,
                                const SessionInterface& interface = sessions())
{
    Visit visit(interface, field, now);
    const Session& session = visit.session;
    const Outcome outcome{session.origin(), TaggedJSONSerializer::dumps(session.items())};
    EXPECT_FALSE(session.modified());
    if (session.empty()) {
        const SavedSession saved = visit.save();
        EXPECT_EQ(set_cookie_of(saved), "");
        EXPECT_TRUE(saved.vary_cookie);
    }
    return outcome;
}
inline Outcome outcome_of(std::string_view value, const SessionInterface& interface = sessions())
{
    return outcome_of_field("session=" + std::string(value), interface);
}

inline Outcome empty(SessionOrigin origin)
{
    return {origin, "{}"};
}
inline Outcome opened(std::string_view json)
{
    return {SessionOrigin::opened, std::string(json)};
}
inline const Outcome admin = opened(R"({"username":"admin"})");

// A value of a cookie and what must become of it.
struct Row {
    const char* name; // its number, and what is wrong where the value does not tell
    std::string value;
    Outcome outcome;
};

inline void PrintTo(const Row& row, std::ostream* out)
{
    *out << row.name;
}

template <class Rows>
void expect_outcomes(const Rows& rows)
{
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(outcome_of(row.value), row.outcome);
    }
}

} // namespace costrel::inline v1::cookies
