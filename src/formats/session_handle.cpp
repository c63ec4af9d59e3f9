#include "formats/session_handle.hpp"

#include "encoding/base64.hpp"
#include "signing/digest_method.hpp"

#include <array>
#include <cstring>
#include <span>
#include <string_view>

namespace costrel::inline v1::formats {

namespace {

std::optional<Handle> read_handle(std::string_view text)
{
    Handle handle;
    const std::span bytes(reinterpret_cast<unsigned char*>(handle.data()), handle.size());
    if (encoding::base64url_decode_canonical(text, bytes) != handle.size())
        return std::nullopt;
    return handle;
}

} // namespace

std::string handle_text(const Handle& handle)
{
    std::string text;
    encoding::base64url_encode(
        text, std::string_view(reinterpret_cast<const char*>(handle.data()), handle.size()));
    return text;
}

std::optional<Handle> handle_of_values(const Dict& values)
{
    const auto text_of = [&](std::string_view key) -> const std::string* {
        const Value* value = values.find(key);
        return value ? value->as<std::string>() : nullptr;
    };
    if (const std::string* text = text_of("_handle"))
        if (const auto handle = read_handle(*text))
            return handle;
    const std::string* id = text_of("_session_id");
    if (!id)
        return std::nullopt;
    std::array<unsigned char, signing::max_digest_size> hash;
    signing::compute_digest("sha256", std::array{std::string_view(*id)}, hash);
    Handle handle;
    std::memcpy(handle.data(), hash.data(), handle.size());
    return handle;
}

} // namespace costrel::inline v1::formats
