#include "cookie_spelling.hpp"

#include <costrel/base64.hpp>

#include <zlib.h>

#include <array>

namespace conformance {

namespace {

bool is_canonical_base64(std::string_view text)
{
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (text.find_first_not_of(alphabet) != text.npos || text.size() % 4 == 1)
        return false;
    const std::size_t last = text.empty() ? 0 : alphabet.find(text.back());
    return !(text.size() % 4 == 2 && last % 16 != 0) && !(text.size() % 4 == 3 && last % 4 != 0);
}

// False for a stream that does not end, too.
bool has_bytes_after_stream(std::string bytes)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return false;
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::array<Bytef, 4096> out;
    int code = Z_OK;
    while (code == Z_OK) {
        stream.next_out = out.data();
        stream.avail_out = static_cast<uInt>(out.size());
        code = inflate(&stream, Z_NO_FLUSH);
    }
    inflateEnd(&stream);
    return code == Z_STREAM_END && stream.avail_in != 0;
}

} // namespace

bool is_canonical(std::string_view cookie)
{
    const bool compressed = cookie.starts_with('.');
    if (compressed)
        cookie.remove_prefix(1);
    const std::size_t first = cookie.find('.');
    const std::size_t last = cookie.rfind('.');
    if (first == last)
        return false;
    const std::string_view payload = cookie.substr(0, first);
    const std::string_view time = cookie.substr(first + 1, last - first - 1);
    if (!is_canonical_base64(payload) || !is_canonical_base64(time) ||
        !is_canonical_base64(cookie.substr(last + 1)))
        return false;
    if (costrel::base64_decode(time).value_or("").starts_with('\0'))
        return false;
    return !compressed || !has_bytes_after_stream(costrel::base64_decode(payload).value_or(""));
}

} // namespace conformance
