#include "formats/permanence.hpp"

#include "encoding/base64.hpp"

#include <array>

namespace costrel::inline v1::formats {

bool may_be_permanent(std::string_view cookie_value)
{
    const std::string_view payload = cookie_value.substr(0, cookie_value.find('.'));
    if (payload.empty())
        return true; // compressed: only inflating it would tell
    std::array<unsigned char, 1024> buffer;
    const auto size = encoding::base64url_decode_canonical(payload, buffer);
    if (!size)
        return true; // long, or no cookie of ours; opening it tells
    const std::string_view json(reinterpret_cast<const char*>(buffer.data()), *size);
    // The key as Flask writes it; a backslash could be the start of another spelling.
    return json.find("_permanent") != json.npos || json.find('\\') != json.npos;
}

} // namespace costrel::inline v1::formats
