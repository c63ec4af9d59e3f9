#include "encoding/utf8.hpp"
#include "http/forms/nfkd_ascii.hpp"
#include "http/grammar.hpp"

#include <costrel/secure_filename.hpp>

#include <cstddef>

namespace costrel::inline v1 {

namespace {

constexpr bool is_kept(char c) noexcept
{
    return http::is_alpha(c) || http::is_digit(c) || c == '_' || c == '.' || c == '-';
}

// What Python's str.split() splits ASCII at, and the slash.
constexpr bool separates(char c) noexcept
{
    return (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= ' ') || c == '/';
}

// The characters that are kept, one "_" for each gap between words.
class Words {
public:
    void add(char c)
    {
        if (separates(c)) {
            is_gap_ = is_begun_;
            return;
        }
        // A character that is dropped belongs to a word all the same.
        if (is_gap_)
            text_ += '_';
        is_gap_ = false;
        is_begun_ = true;
        if (is_kept(c))
            text_ += c;
    }
    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
    bool is_begun_ = false;
    bool is_gap_ = false;
};

} // namespace

std::string secure_filename(std::string_view filename)
{
    Words words;
    while (!filename.empty()) {
        const auto c = encoding::decode_utf8(filename, encoding::Surrogates::malformed);
        if (c.size == 1)
            words.add(filename.front());
        else if (c.size != 0)
            for (const char decomposed : http::nfkd_ascii(c.value))
                words.add(decomposed);
        filename.remove_prefix(c.size != 0 ? c.size : encoding::first_utf8_piece(filename).size);
    }
    const std::string& text = words.text();
    const std::size_t first = text.find_first_not_of("._");
    if (first == text.npos)
        return "";
    return text.substr(first, text.find_last_not_of("._") + 1 - first);
}

} // namespace costrel::inline v1
