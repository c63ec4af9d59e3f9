#include "app/telemetry/log_text.hpp"

#include "encoding/byte_block.hpp"
#include "encoding/short_copy.hpp"
#include "encoding/utf8.hpp"

#include <algorithm>
#include <array>

namespace costrel::inline v1 {

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";
constexpr std::string_view cut_mark = "...";

bool is_plain(char c) noexcept
{
    return c >= ' ' && c < '\x7F' && c != '"' && c != '\\';
}

// The same of all characters: nearly every text that a client chooses is plain.
bool is_all_plain(std::string_view text) noexcept
{
    using encoding::all;
    return !encoding::has_any(
        [](encoding::ByteBlock bytes) {
            return (bytes < all(' ')) | (bytes >= all('\x7F')) | (bytes == all('"')) |
                   (bytes == all('\\'));
        },
        text);
}

// Puts pieces until the room for them is used up.
class Bounded {
public:
    Bounded(char* room, std::size_t longest) noexcept : at_(room), room_(longest) {}

    char* end() const noexcept { return at_; }
    void put(std::string_view piece) noexcept { at_ = encoding::copy_short(at_, piece); }
    // Whether `piece` was put. With `more` behind it there must be room for the mark as well; when
    // there is none, the mark is put and nothing else may be.
    bool put(std::string_view piece, bool more) noexcept
    {
        const std::size_t needed = piece.size() + (more ? cut_mark.size() : 0);
        if (needed > room_) {
            put(cut_mark);
            return false;
        }
        put(piece);
        room_ -= piece.size();
        return true;
    }
    // How much of so much plain text can be put at once.
    std::size_t room(bool more) const noexcept
    {
        const std::size_t kept = more ? cut_mark.size() : 0;
        return room_ > kept ? room_ - kept : 0;
    }

private:
    char* at_;
    std::size_t room_;
};

// Puts `text`: runs of plain characters as they are, and what `escape` makes of the rest, which
// takes its first piece off the front.
template <class Escape>
char* put_escaped(char* room, std::string_view text, std::size_t longest, Escape escape) noexcept
{
    Bounded bounded(room, longest);
    if (text.size() <= longest && is_all_plain(text)) {
        bounded.put(text);
        return bounded.end();
    }
    while (!text.empty()) {
        const auto* const special =
            std::find_if_not(text.begin(), text.end(), [](char c) { return is_plain(c); });
        std::size_t run = static_cast<std::size_t>(special - text.begin());
        if (run > bounded.room(run < text.size())) {
            run = bounded.room(true);
            bounded.put(text.substr(0, run), true);
            bounded.put(cut_mark);
            break;
        }
        bounded.put(text.substr(0, run), run < text.size());
        text.remove_prefix(run);
        if (text.empty())
            break;
        std::array<char, 12> buffer;
        const std::string_view piece = escape(text, buffer);
        if (!bounded.put(piece, !text.empty()))
            break;
    }
    return bounded.end();
}

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode's categories Cc, Cf, Zl and Zp (Unicode 15).
constexpr auto unseen = std::to_array<Range>(
    {{0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x0600, 0x0605},
     {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},
     {0x08E2, 0x08E2},   {0x180E, 0x180E},   {0x200B, 0x200F},   {0x2028, 0x202E},
     {0x2060, 0x2064},   {0x2066, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
     {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},
     {0x1D173, 0x1D17A}, {0xE0001, 0xE0001}, {0xE0020, 0xE007F}});

bool is_seen(char32_t c) noexcept
{
    const auto* const range = std::ranges::lower_bound(unseen, c, {}, &Range::last);
    return range == unseen.end() || c < range->first;
}

// "\x1b", "\u2028", "\U000e0001"
void append_python_escape(std::string& out, char32_t c)
{
    unsigned digits = c > 0xFFFF ? 8 : c > 0xFF ? 4 : 2;
    out += '\\';
    out += digits == 8 ? 'U' : digits == 4 ? 'u' : 'x';
    while (digits-- > 0)
        out += "0123456789abcdef"[c >> (4 * digits) & 0xF];
}

std::size_t write_utf_16(char* to, unsigned unit) noexcept
{
    to[0] = '\\';
    to[1] = 'u';
    for (unsigned i = 0; i < 4; ++i)
        to[2 + i] = hex_digits[unit >> (12 - 4 * i) & 0xF];
    return 6;
}

} // namespace

std::string readable(std::string_view text, std::size_t longest)
{
    std::string out;
    while (!text.empty()) {
        const encoding::Utf8Piece piece = encoding::first_utf8_piece(text);
        if (piece.size > longest)
            return out + "…";
        const std::string_view bytes = text.substr(0, piece.size);
        longest -= piece.size;
        text.remove_prefix(piece.size);
        if (!piece.valid) {
            for (const char byte : bytes)
                append_python_escape(out, static_cast<unsigned char>(byte));
            continue;
        }
        const char32_t c = encoding::decode_utf8(bytes, encoding::Surrogates::malformed).value;
        if (is_seen(c))
            out += bytes;
        else
            append_python_escape(out, c);
    }
    return out;
}

char* put_hex_escaped(char* room, std::string_view text, std::size_t longest) noexcept
{
    return put_escaped(room, text, longest,
                       [](std::string_view& rest, std::array<char, 12>& buffer) {
                           const auto byte = static_cast<unsigned char>(rest.front());
                           rest.remove_prefix(1);
                           buffer[0] = '\\';
                           buffer[1] = 'x';
                           buffer[2] = hex_digits[byte >> 4];
                           buffer[3] = hex_digits[byte & 0xF];
                           return std::string_view(buffer.data(), 4);
                       });
}

char* put_json_escaped(char* room, std::string_view text, std::size_t longest) noexcept
{
    return put_escaped(
        room, text, longest, [](std::string_view& rest, std::array<char, 12>& buffer) {
            if (rest.front() == '"' || rest.front() == '\\') {
                buffer[0] = '\\';
                buffer[1] = rest.front();
                rest.remove_prefix(1);
                return std::string_view(buffer.data(), 2);
            }
            const encoding::Utf8Piece piece = encoding::first_utf8_piece(rest);
            const char32_t c =
                piece.valid ? encoding::decode_utf8(rest, encoding::Surrogates::malformed).value
                            : U'\uFFFD';
            rest.remove_prefix(piece.size);
            std::size_t size = 0;
            if (c >= 0x10000) {
                const auto beyond = static_cast<unsigned>(c) - 0x10000;
                size = write_utf_16(buffer.data(), 0xD800 + (beyond >> 10));
                size += write_utf_16(buffer.data() + size, 0xDC00 + (beyond & 0x3FF));
            } else {
                size = write_utf_16(buffer.data(), static_cast<unsigned>(c));
            }
            return std::string_view(buffer.data(), size);
        });
}

} // namespace costrel::inline v1
