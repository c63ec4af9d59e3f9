#include "formats/sealed_cookie.hpp"

#include "encoding/base64.hpp"
#include "encoding/spare_text.hpp"
#include "formats/sealed_plaintext.hpp"
#include "sealing/key_ring_check.hpp"
#include "signing/zlib.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::formats {

namespace {

using sealing::Wire;
using std::chrono::sys_seconds;

// What browsers keep of a cookie's name and value together (RFC 6265bis section 5.6).
constexpr std::size_t longest_cookie = 4096;
// Lengths of compressed sessions tell more, so they are padded in larger steps.
constexpr std::size_t compressed_padding = 128;

// The decoded bytes of a cookie: on the stack where the usual limit holds.
class WireBytes {
public:
    // Whether `text` is canonical base64url.
    bool decode(std::string_view text)
    {
        if (const auto size = encoding::base64url_decode_canonical(text, few_)) {
            bytes_ = std::span(reinterpret_cast<char*>(few_.data()), *size);
            return true;
        }
        if (text.size() <= few_.size() / 3 * 4 ||
            !encoding::base64url_decode_canonical(text, many_))
            return false;
        bytes_ = std::span(many_.data(), many_.size());
        return true;
    }
    std::span<char> bytes() const noexcept { return bytes_; }

private:
    std::array<unsigned char, 6 * 1024> few_; // of 8 KiB of text
    std::string many_;
    std::span<char> bytes_;
};

KeyRing sound(const KeyRing& ring)
{
    sealing::require_sound(ring);
    return ring;
}

SealedContent rejected(SessionOrigin origin)
{
    SealedContent content;
    content.origin = origin;
    return content;
}

std::span<const unsigned char, sealing::random_size> random_of(std::span<const std::byte> bytes)
{
    if (bytes.size() < sealing::random_size)
        throw std::logic_error("costrel: sealing a session takes 24 random bytes");
    return std::span<const unsigned char, sealing::random_size>(
        reinterpret_cast<const unsigned char*>(bytes.data()), sealing::random_size);
}

} // namespace

SealedCookie::SealedCookie(const KeyRing& ring, SealedOptions options)
    : options_(std::move(options)),
      ring_(sound(ring), {options_.application, options_.purpose, options_.cookie_name},
            options_.skew)
{
}

SealedContent SealedCookie::open(std::string_view value, sys_seconds now) const
{
    if (value.empty())
        return rejected(SessionOrigin::none);
    if (value.size() > options_.max_cookie_in)
        return rejected(SessionOrigin::too_large);
    WireBytes bytes;
    if (!bytes.decode(value))
        return rejected(SessionOrigin::malformed);
    const std::span<char> wire = bytes.bytes();
    const auto parts = Wire::read({wire.data(), wire.size()});
    if (!parts || wire.size() < Wire::overhead + SealedPlaintext::head_size)
        return rejected(SessionOrigin::malformed);
    const auto key = ring_.find(parts->key_id());
    if (!key)
        return rejected(SessionOrigin::unknown_key);
    if (windows().is_revoked(*key))
        return rejected(SessionOrigin::key_revoked);
    if (!windows().opens(*key, now))
        return rejected(SessionOrigin::key_not_valid);
    const auto text = ring_[*key].open(wire);
    if (!text)
        return rejected(SessionOrigin::bad_signature);
    const auto plaintext = SealedPlaintext::read(*text);
    if (!plaintext)
        return rejected(SessionOrigin::unreadable);

    SealedContent content;
    content.origin = SessionOrigin::opened;
    content.content = encoding::take_spare_text();
    content.content = plaintext->content;
    content.compressed = plaintext->compressed;
    content.key_index = windows().place(*key, now);
    content.rewrite = *content.key_index > 0;
    content.created = plaintext->created;
    content.active = plaintext->created + plaintext->age;
    content.handle = plaintext->handle;
    // The skew of the host that began the session, that of the host whose "log out everywhere" it
    // had to be later than, and the second between the two.
    content.tolerance = 2 * options_.skew + std::chrono::seconds(1);
    return content;
}

bool SealedCookie::fits(std::size_t content) const noexcept
{
    const std::size_t plain = SealedPlaintext::head_size + content;
    const std::size_t padded = (plain + options_.padding - 1) / options_.padding * options_.padding;
    return content <= SealedPlaintext::longest_content &&
           options_.cookie_name.size() + encoding::base64url_size(Wire::overhead + padded) <=
               longest_cookie;
}

Result<std::string, CannotCarry> SealedCookie::seal(std::string_view content, const Times& times,
                                                    const Handle& handle,
                                                    std::span<const std::byte> random) const
{
    const std::size_t key = windows().sealing_key(times.now);
    SealedPlaintext plaintext{.created = times.created,
                              .age = times.opened - times.created,
                              .handle = handle,
                              .content = content};
    std::size_t padding = options_.padding;
    // Compression hides nothing, and its lengths leak: only where browsers would drop the cookie.
    if (options_.compression && !fits(content.size())) {
        if (const auto stream = signing::compress_within(content, content.size() - 1)) {
            plaintext.compressed = true;
            plaintext.content = *stream;
            padding = std::max(padding, compressed_padding);
        }
    }
    if (plaintext.content.size() > SealedPlaintext::longest_content)
        return CannotCarry{{}, "a session of more than 65,535 bytes"};
    if (plaintext.compressed && content.size() > options_.inflate_limit) // the next request's limit
        return CannotCarry{{},
                           "a session whose JSON is longer than session_inflate_limit, " +
                               std::to_string(options_.inflate_limit) + " bytes"};
    encoding::SpareText wire;
    wire->append(Wire::head_size, '\0');
    plaintext.write(*wire, padding);
    wire->append(sealing::tag_size, '\0');
    ring_[key].seal(std::span(*wire), random_of(random));
    std::string value = encoding::take_spare_text();
    encoding::base64url_encode(value, *wire);
    return value;
}

} // namespace costrel::inline v1::formats
