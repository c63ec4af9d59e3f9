#pragma once

#include "signing/hmac.hpp"

#include <costrel/interop/django.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::interop {

// django.core.signing's dumps() and loads() of JSON, with compression: PAYLOAD ":" TIME ":" MAC.
class DjangoSigning {
public:
    DjangoSigning(const DjangoOptions& options, std::string_view salt);

    Result<std::string, CannotCarry> write(const Dict& values, std::chrono::sys_seconds now) const;
    // Good until `max_age` after it was made. Without one, the time is not looked at.
    SealedContent open(std::string_view text, std::chrono::sys_seconds now,
                       std::optional<std::chrono::seconds> max_age) const;
    static std::optional<Dict> read(std::string_view content);

private:
    std::vector<signing::Hmac> keys_; // the one that signs, then the fallbacks
};

// The key that Django makes of a salt and a secret.
std::string django_key(std::string_view salt, std::string_view secret);

} // namespace costrel::inline v1::interop
