#include "interop/strict_base64.hpp"

#include "encoding/base64.hpp"

#include <algorithm>

namespace costrel::inline v1::interop {

namespace {

bool is_padded(Base64 spelling)
{
    return spelling == Base64::standard || spelling == Base64::url_padded;
}

bool is_url(Base64 spelling)
{
    return spelling == Base64::url || spelling == Base64::url_padded;
}

} // namespace

void append_base64(std::string& out, std::string_view bytes, Base64 spelling)
{
    if (!is_url(spelling)) {
        encoding::base64_encode(out, bytes);
        while (!is_padded(spelling) && out.ends_with('='))
            out.pop_back();
        return;
    }
    encoding::base64url_encode(out, bytes);
    if (is_padded(spelling))
        out.append((3 - bytes.size() % 3) % 3, '=');
}

std::string base64_of(std::string_view bytes, Base64 spelling)
{
    std::string text;
    append_base64(text, bytes, spelling);
    return text;
}

std::optional<std::string> read_base64(std::string_view text, Base64 spelling)
{
    if (is_padded(spelling)) {
        if (text.size() % 4 != 0)
            return std::nullopt;
        for (int i = 0; i < 2 && text.ends_with('='); ++i)
            text.remove_suffix(1);
    }
    std::string bytes;
    if (is_url(spelling))
        return encoding::base64url_decode_canonical(text, bytes) ? std::optional(std::move(bytes))
                                                                 : std::nullopt;
    std::string url(text);
    if (url.find_first_of("-_") != url.npos)
        return std::nullopt;
    std::ranges::replace(url, '+', '-');
    std::ranges::replace(url, '/', '_');
    if (!encoding::base64url_decode_canonical(url, bytes))
        return std::nullopt;
    return bytes;
}

} // namespace costrel::inline v1::interop
