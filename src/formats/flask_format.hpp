#pragma once

#include "formats/cache_numbers.hpp"
#include "sealing/key_windows.hpp"
#include "signing/token.hpp"

#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace costrel::inline v1::formats {

// Flask's session cookie: the session as tagged JSON, compressed where that pays, the time and a
// signature. What it writes is byte for byte what Flask writes.
class FlaskFormat final : public SessionFormat {
public:
    // The keys are those of `ring`, of which the last one signs. Without keys it knows no session.
    FlaskFormat(const KeyRing& ring, const SessionConfig& config);

    SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const override;
    // The same of the value of one cookie.
    SealedContent open_value(std::string_view token, std::chrono::sys_seconds now) const;
    std::optional<Dict> read(std::string_view content) const override;
    void complete(SealedContent& found, const Dict& values) const override;
    std::uint64_t cache_number(std::chrono::sys_seconds now) const noexcept override
    {
        return numbers_.at(now);
    }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override;
    Result<std::vector<OutCookie>, CannotCarry> save_again(const SessionToSave& session,
                                                           std::string_view earlier) const override;
    bool repeats() const noexcept override { return true; }

    std::vector<std::string> cookie_names() const override { return {name_}; }
    bool may_refresh_unused(const CookieField& cookies) const override;
    bool refreshes_permanent() const noexcept override { return true; }
    std::chrono::seconds clock_skew() const noexcept override { return std::chrono::seconds(0); }
    std::shared_ptr<const SessionFormat> with_keys(const KeyRing& ring,
                                                   const SessionConfig& config) const override;

private:
    // Within open(), which each request with a session takes, and open_value().
    [[gnu::always_inline]] SealedContent find(std::string_view token,
                                              std::chrono::sys_seconds now) const;
    // The cookie whose value `write` appends to the text that it is given.
    template <class Write>
    Result<std::vector<OutCookie>, CannotCarry> cookie_of(Write write) const;
    void write(std::string& token, const SessionToSave& session) const;

    // How the signer counts a key, the last one first, is how the ring does from the other end.
    std::size_t other_end(std::size_t key) const noexcept { return windows_.size() - 1 - key; }

    std::optional<signing::TokenSigner> signer_;
    sealing::KeyWindows windows_;
    CacheNumbers numbers_;
    bool dated_; // keys have windows: the last one need not be the one that signs
    std::string name_;
    std::size_t max_cookie_in_;
    std::size_t json_depth_;
    std::size_t inflate_limit_;
    std::chrono::seconds clock_skew_;
    bool resigns_;         // what an older key signed
    bool keeps_beginning_; // in an entry of the session
};

} // namespace costrel::inline v1::formats
