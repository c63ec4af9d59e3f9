// Where a redirect leads: Location is one line of characters that a URL may have, and a target that
// is taken as safe leads to this very site in the reading of a browser (WHATWG's URL standard).
#include "fuzz/input.hpp"

#include <costrel/response.hpp>

#include <algorithm>
#include <string>

using namespace costrel;
using fuzz::require;

namespace {

constexpr std::string_view fallback = "/the/fallback";

// Whether a browser that is at http://a/ stays there.
bool stays(std::string_view target)
{
    std::string seen;
    for (const char c : target)
        if (c != '\t' && c != '\n' && c != '\r')
            seen += c == '\\' ? '/' : c;
    const auto is_visible = [](char c) { return static_cast<unsigned char>(c) > 0x20; };
    seen.erase(seen.begin(), std::ranges::find_if(seen, is_visible));
    return seen.starts_with('/') && !seen.starts_with("//");
}

std::string location_of(std::string_view target)
{
    const Response response = redirect(target);
    require(response.status == 302, "a redirect is a 302");
    return std::string(response.headers.get("Location"));
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view target = fuzz::Input(data, size).rest();
    const std::string location = location_of(target);
    require(std::ranges::all_of(location, [](char c) { return c > 0x20 && c < 0x7F; }),
            "a location is visible characters");
    require(location.find_first_of("\"<>\\^`{|}") == location.npos, "that a URL may have");
    require(location_of(location) == location, "what is encoded stays as it is");

    const std::string safe = safe_redirect_target(target, fallback);
    require(safe == target || safe == fallback, "a target is taken whole or not at all");
    if (safe != fallback) {
        require(stays(safe), "a safe target is on this site");
        require(stays(location_of(safe)), "and so is what is sent for it");
    }
    return 0;
}
