#include "template/wordwrap.hpp"

#include "template/characters.hpp"
#include "template/failure.hpp"
#include "template/python_text.hpp"

#include <algorithm>
#include <vector>

namespace costrel::inline v1::templates {

namespace {

using Characters = std::u32string_view;

bool is_blank(char32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_letter(char32_t c)
{
    constexpr auto digits = static_cast<CharacterClass>(decimal);
    return is_word_character(c) && !is_of(c, digits);
}

bool is_word_or_punctuation(char32_t c)
{
    return is_word_character(c) ||
           (c < 0x80 && std::u32string_view(U"!\"'&.,?").find(c) != std::u32string_view::npos);
}

// Where a piece of a line ends: textwrap's wordsep_re.
class Pieces {
public:
    explicit Pieces(Characters text) : text_(text) {}

    std::size_t end_of(std::size_t start) const
    {
        if (is_blank(text_[start])) {
            std::size_t end = start;
            while (end < text_.size() && is_blank(text_[end]))
                ++end;
            return end;
        }
        if (start > 0 && is_word_or_punctuation(text_[start - 1]))
            if (const std::size_t end = end_of_dash(start); end > start)
                return end;
        for (std::size_t at = start + 1; at < text_.size(); ++at) {
            if (is_hyphen_of_word(start, at))
                return at + 1;
            if (is_blank(text_[at]) ||
                (is_word_or_punctuation(text_[at - 1]) && end_of_dash(at) > at))
                return at;
        }
        return text_.size();
    }

private:
    char32_t at(std::size_t index) const { return index < text_.size() ? text_[index] : U' '; }

    // Behind two hyphens or more with a word behind them, or `start`.
    std::size_t end_of_dash(std::size_t start) const
    {
        std::size_t end = start;
        while (end < text_.size() && text_[end] == '-')
            ++end;
        return end - start >= 2 && end < text_.size() && is_word_character(text_[end]) ? end
                                                                                       : start;
    }

    // Whether a word may be broken behind the character at `index`.
    bool is_hyphen_of_word(std::size_t start, std::size_t index) const
    {
        if (text_[index] != '-')
            return false;
        const bool follows_word =
            (index >= 2 && is_letter(text_[index - 1]) && is_letter(text_[index - 2])) ||
            (index >= 3 && is_word_or_punctuation(text_[index - 1]) && text_[index - 2] == '-' &&
             is_letter(text_[index - 3]));
        if (index == start || !follows_word || !is_letter(at(index + 1)))
            return false;
        return is_letter(at(index + 2)) || (at(index + 2) == '-' && is_letter(at(index + 3)));
    }

    Characters text_;
};

std::vector<Characters> pieces_of(Characters line, bool breaks_at_hyphens)
{
    std::vector<Characters> pieces;
    const Pieces hyphenated(line);
    for (std::size_t start = 0; start < line.size();) {
        std::size_t end = start;
        if (breaks_at_hyphens) {
            end = hyphenated.end_of(start);
        } else {
            const bool blank = is_blank(line[start]);
            while (end < line.size() && is_blank(line[end]) == blank)
                ++end;
        }
        pieces.push_back(line.substr(start, end - start));
        start = end;
    }
    return pieces;
}

bool is_blank(Characters piece)
{
    return std::all_of(piece.begin(), piece.end(), [](char32_t c) { return is_of(c, white); });
}

// textwrap.wrap() of one line.
std::vector<std::u32string> wrapped(Characters line, const Wrapping& wrapping)
{
    std::vector<Characters> rest = pieces_of(line, wrapping.breaks_at_hyphens);
    std::reverse(rest.begin(), rest.end());
    std::vector<std::u32string> lines;
    const auto width = static_cast<std::size_t>(wrapping.width);
    while (!rest.empty()) {
        if (!lines.empty() && is_blank(rest.back()))
            rest.pop_back();
        std::vector<Characters> current;
        std::size_t size = 0;
        while (!rest.empty() && size + rest.back().size() <= width) {
            size += rest.back().size();
            current.push_back(rest.back());
            rest.pop_back();
        }
        if (!rest.empty() && rest.back().size() > width) { // it fits no line
            const std::size_t space = width - size;
            if (wrapping.breaks_long_words) {
                if (wrapping.cuts_nowhere)
                    fail_type("slice indices must be integers or None or have an __index__ method");
                std::size_t end = space;
                const Characters piece = rest.back();
                if (wrapping.breaks_at_hyphens && piece.size() > space) {
                    const std::size_t hyphen =
                        space == 0 ? piece.npos : piece.substr(0, space).rfind('-');
                    if (hyphen != piece.npos && hyphen > 0 &&
                        std::any_of(piece.begin(),
                                    piece.begin() + static_cast<std::ptrdiff_t>(hyphen),
                                    [](char32_t c) { return c != '-'; }))
                        end = hyphen + 1;
                }
                current.push_back(piece.substr(0, end));
                rest.back() = piece.substr(end);
            } else if (current.empty()) {
                current.push_back(rest.back());
                rest.pop_back();
            }
        }
        if (!current.empty() && is_blank(current.back()))
            current.pop_back();
        if (current.empty())
            continue;
        std::u32string joined;
        for (const Characters piece : current)
            joined += piece;
        lines.push_back(std::move(joined));
    }
    return lines;
}

} // namespace

std::string wordwrap(std::string_view text, const Wrapping& wrapping)
{
    require_utf8(text);
    if (wrapping.width <= 0 && !text.empty())
        fail_value("invalid width " + std::to_string(wrapping.width) + " (must be > 0)");
    std::string out;
    bool is_first_line = true;
    for (const std::string_view line : lines_of(text, false)) {
        if (!is_first_line)
            out += wrapping.separator;
        is_first_line = false;
        std::u32string characters;
        for (std::string_view rest = line; !rest.empty();) {
            const encoding::CodePoint c = first_character(rest);
            characters += c.value;
            rest.remove_prefix(c.size);
        }
        bool is_first = true;
        for (const std::u32string& part : wrapped(characters, wrapping)) {
            if (!is_first)
                out += wrapping.separator;
            is_first = false;
            std::string shown;
            for (const char32_t c : part)
                encoding::append_utf8(shown, c);
            if (wrapping.escapes)
                append_escaped(out, shown);
            else
                out += shown;
            require_room(out);
        }
        require_room(out);
    }
    return out;
}

} // namespace costrel::inline v1::templates
