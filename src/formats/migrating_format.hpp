#pragma once

#include "formats/cache_numbers.hpp"
#include "formats/flask_format.hpp"
#include "formats/sealed_cookie.hpp"

#include <costrel/session/format.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace costrel::inline v1::formats {

// Which of the two formats a migration ends with.
enum class Writes { flask, sealed };

// Until session_accept_other_until, reads signed and sealed cookies and writes one of them; then it
// is that one alone. Which format a value is of follows from its shape, before anything is tried,
// and a failure is final: nothing falls back to what is not authentic.
class MigratingFormat final : public SessionFormat {
public:
    MigratingFormat(std::shared_ptr<const SessionFormat> written, Writes writes,
                    const KeyRing& ring, const SessionConfig& config);

    SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const override;
    // Of these values, at most four of one name: the first that is authentic, those of the format
    // that is written first; otherwise why the first that is not empty is not.
    SealedContent open_first(std::span<const std::string> values,
                             std::chrono::sys_seconds now) const;
    std::optional<Dict> read(std::string_view content) const override;
    void complete(SealedContent& found, const Dict& values) const override;
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override;
    std::uint64_t cache_number(std::chrono::sys_seconds now) const noexcept override
    {
        return numbers_.at(now);
    }
    std::vector<std::string> cookie_names() const override;
    std::size_t random_bytes() const noexcept override { return written_->random_bytes(); }
    bool may_refresh_unused(const CookieField& cookies) const override
    {
        return written_->may_refresh_unused(cookies);
    }
    bool refreshes_permanent() const noexcept override { return written_->refreshes_permanent(); }
    std::chrono::seconds clock_skew() const noexcept override { return written_->clock_skew(); }

private:
    SealedContent open_signed(std::string_view value, std::chrono::sys_seconds now) const;
    SealedContent first_of(std::span<const std::string> values, const SealedCookie& sealed,
                           std::chrono::sys_seconds now) const;

    std::shared_ptr<const SessionFormat> written_;
    Writes writes_;
    std::chrono::sys_seconds until_;
    std::string name_;
    std::string other_name_; // empty: the same
    SealedCookie sealed_;
    std::optional<SealedCookie> sealed_of_other_name_;
    FlaskFormat flask_;
    CacheNumbers numbers_;
    std::size_t inflate_limit_;
};

} // namespace costrel::inline v1::formats
