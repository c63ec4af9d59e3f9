#pragma once

#include "formats/cache_numbers.hpp"
#include "formats/sealed_cookie.hpp"

#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace costrel::inline v1::formats {

// Encrypted sessions: SessionFormat::sealed() with the application's keys. docs/decisions has the
// layout of the cookie.
class SealedFormat final : public SessionFormat {
public:
    SealedFormat(SealedCookie cookie, std::size_t json_depth);

    SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const override;
    // Of these values, at most four: the first that is authentic; otherwise why `first`, which came
    // before them, or the first of them that is not empty is not.
    SealedContent open_first(std::span<const std::string> values, std::chrono::sys_seconds now,
                             SealedContent first = {}) const;
    std::optional<Dict> read(std::string_view content) const override;
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override;
    std::uint64_t cache_number(std::chrono::sys_seconds now) const noexcept override
    {
        return numbers_.at(now);
    }
    std::vector<std::string> cookie_names() const override;
    std::size_t random_bytes() const noexcept override { return sealing::random_size; }

private:
    SealedCookie cookie_;
    CacheNumbers numbers_;
    std::size_t json_depth_;
};

// How sealed cookies of that name are made under this configuration.
SealedOptions sealed_options(const SessionConfig& config, std::string_view cookie_name);

} // namespace costrel::inline v1::formats
