#pragma once

#include <costrel/interop/rails.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

// What Rails puts around a cookie's message: its purpose, which names the cookie, and its end.
class RailsEnvelope {
public:
    // How a message is spelled: the verifier of signed cookies takes the URL-safe alphabet, too.
    enum class Spelling { strict, either };

    RailsEnvelope(const RailsOptions& options, Spelling spelling)
        : purpose_("cookie." + options.cookie_name), age_(options.expire_after),
          spelling_(spelling), accept_without_purpose_(options.accept_without_purpose)
    {
    }

    std::string wrap(std::string_view message, std::chrono::sys_seconds now) const;
    // The message, with what the envelope says of its end.
    SealedContent unwrap(std::string_view text, std::chrono::sys_seconds now) const;

private:
    std::string purpose_;
    std::optional<std::chrono::seconds> age_;
    Spelling spelling_;
    bool accept_without_purpose_;
};

} // namespace costrel::inline v1::interop
