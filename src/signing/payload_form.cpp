#include "signing/payload_form.hpp"

#include "encoding/base64.hpp"
#include "signing/zlib.hpp"

#include <utility>

namespace costrel::inline v1::signing {

namespace {

// What a payload in url_safe form begins with when it is compressed.
constexpr char compressed_mark = '.';

Error bad_payload(std::string message, std::string original)
{
    Error error{ErrorKind::bad_payload, std::move(message)};
    error.original_error = std::move(original);
    return error;
}

Result<std::string, Error> read_url_safe(std::string_view payload, std::size_t max_payload)
{
    const bool compressed = payload.starts_with(compressed_mark);
    std::string bytes;
    if (!encoding::base64url_decode(payload.substr(compressed ? 1 : 0), bytes))
        return bad_payload("Could not base64 decode the payload because of an exception",
                           "Invalid base64-encoded data");
    if (!compressed)
        return bytes;

    std::string text;
    switch (inflate_zlib(bytes, max_payload, text)) {
    case InflateStatus::ok:
    case InflateStatus::trailing_bytes: // itsdangerous does not look at them
        return text;
    case InflateStatus::corrupt:
        return bad_payload("Could not zlib decompress the payload before decoding the payload",
                           "the data is not a whole zlib stream");
    case InflateStatus::too_large:
        break;
    }
    return bad_payload("Could not zlib decompress the payload before decoding the payload",
                       "it would take more than " + std::to_string(max_payload) + " bytes");
}

} // namespace

const PayloadSerializer& default_payload(PayloadForm form) noexcept
{
    return form == PayloadForm::url_safe ? compact_json() : plain_json();
}

std::string dump_payload(const Value& value, const SerializerOptions& options, PayloadForm form)
{
    std::string text = options.payload->dump(value);
    if (form == PayloadForm::plain)
        return text;
    std::string payload;
    const auto compressed = compress_if_smaller(text);
    if (compressed)
        payload += compressed_mark;
    encoding::base64url_encode(payload, compressed.value_or(text));
    return payload;
}

Result<Value, Error> load_payload(std::string_view payload, const SerializerOptions& options,
                                  PayloadForm form)
{
    std::string decoded;
    if (form == PayloadForm::url_safe) {
        auto text = read_url_safe(payload, options.max_payload);
        if (!text)
            return std::move(text).error();
        decoded = *std::move(text);
        payload = decoded;
    }
    auto value = options.payload->load(payload);
    if (!value)
        return bad_payload("Could not load the payload because an exception occurred on "
                           "unserializing the data.",
                           std::move(value).error().message);
    return *std::move(value);
}

} // namespace costrel::inline v1::signing
