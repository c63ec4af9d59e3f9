#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// A text that another framework signs or encrypts in a cookie of its own: hono's signed cookies,
/// the jars of Rust's crate cookie, Rails' cookies.signed, any cookie of Laravel. Used by many
/// threads at once.
class TextCookie {
public:
    virtual ~TextCookie() = default;

    /// The authentic text, in `content`; or why there is none. Accepts anything a peer sends.
    virtual SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const = 0;
    /// Whether what open() finds in a field is good as long as the times that SealedContent names
    /// say, and no longer: a session in it may then be kept for the next request with the same
    /// field (session_cache_bytes).
    virtual bool names_its_times() const noexcept { return false; }
    /// The cookie that holds `text`, or why it cannot. `random`: random_bytes() of them.
    virtual Result<OutCookie, CannotCarry> save(std::string_view text, std::chrono::sys_seconds now,
                                                std::span<const std::byte> random) const = 0;
    virtual std::size_t random_bytes() const noexcept { return 0; }
    /// The attributes that the framework sends it with, and its name.
    virtual CookieDefaults defaults() const = 0;
};

/// A session that is one JSON object in such a text, as JSON.stringify() or serde_json writes it.
std::shared_ptr<const SessionFormat> json_session(std::shared_ptr<const TextCookie> cookie);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
