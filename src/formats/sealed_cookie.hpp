#pragma once

#include "sealing/sealer_ring.hpp"

#include <costrel/result.hpp>
#include <costrel/session/format.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::formats {

struct SealedOptions {
    std::string application{};
    std::string purpose = "session";
    std::string cookie_name = "session";
    std::chrono::seconds skew{60}; // between the clocks of hosts of one site
    std::size_t padding = 32;      // 1 to 256
    bool compression = true;       // of what would not fit a cookie
    std::size_t max_cookie_in = 8 * 1024;
    std::size_t inflate_limit = 1024 * 1024; // what compressed content may have been
};

// Seals and opens the text of one cookie: base64url of sealing::Wire around a SealedPlaintext.
// Immutable, so any thread may use it.
class SealedCookie {
public:
    // Throws ConfigError when the ring is not sound.
    SealedCookie(const KeyRing& ring, SealedOptions options);

    const SealedOptions& options() const noexcept { return options_; }
    const sealing::KeyWindows& windows() const noexcept { return ring_.windows(); }

    // What is authentic in the value of a cookie. Throws nothing but std::bad_alloc.
    SealedContent open(std::string_view value, std::chrono::sys_seconds now) const;

    struct Times {
        std::chrono::sys_seconds now;     // chooses the key
        std::chrono::sys_seconds created; // when the session began
        std::chrono::sys_seconds opened;  // when the request opened or made it
    };
    // The value of a cookie, or why `content` does not fit one. Throws std::logic_error when no key
    // seals at that time: look at windows().primary() first.
    Result<std::string, CannotCarry> seal(std::string_view content, const Times& times,
                                          const Handle& handle,
                                          std::span<const std::byte> random) const;

private:
    bool fits(std::size_t content) const noexcept;

    SealedOptions options_;
    sealing::SealerRing ring_;
};

} // namespace costrel::inline v1::formats
