#pragma once

#include "signing/hmac.hpp"

#include <costrel/session/format.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

// The session of Play 2.5 and before: HEX(MAC) "-" NAME=VALUE&…, urlencoded.
class PlayLegacy {
public:
    explicit PlayLegacy(std::string_view secret) : key_("sha1", secret) {}

    std::string write(const Dict& values) const; // text alone
    SealedContent open(std::string_view text) const;

    // What open() gives begins with a mark, so that it is not taken for claims.
    static bool is_legacy(std::string_view content) { return content.starts_with('&'); }
    static std::optional<Dict> read(std::string_view content);

private:
    signing::Hmac key_;
};

} // namespace costrel::inline v1::interop
