#include "encoding/base64.hpp"

#include <costrel/base64.hpp>

namespace costrel::inline v1 {

std::string base64_encode(std::string_view bytes)
{
    std::string out;
    encoding::base64url_encode(out, bytes);
    return out;
}

std::optional<std::string> base64_decode(std::string_view text)
{
    std::optional<std::string> out(std::in_place);
    if (!encoding::base64url_decode(text, *out))
        out.reset();
    return out;
}

} // namespace costrel::inline v1
