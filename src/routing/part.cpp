#include "routing/part.hpp"

#include <algorithm>
#include <utility>

namespace costrel::inline v1::routing {

namespace {

constexpr std::size_t uuid_size = 36;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_slash(char c)
{
    return c == '/' || c == encoded_slash;
}
bool is_no_slash(char c)
{
    return !is_slash(c);
}
bool is_digits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text)
{
    return text.size() == uuid_size &&
           text.find_first_not_of("0123456789abcdefABCDEF-") == text.npos && text[8] == '-' &&
           text[13] == '-' && text[18] == '-' && text[23] == '-' &&
           std::count(text.begin(), text.end(), '-') == 4;
}

bool accepts(const Piece& piece, std::string_view text)
{
    switch (piece.converter) {
    case Converter::integer:
        return is_digits(text);
    case Converter::real: {
        const std::size_t point = text.find('.');
        return point != text.npos && is_digits(text.substr(0, point)) &&
               is_digits(text.substr(point + 1));
    }
    case Converter::uuid:
        return is_uuid(text);
    case Converter::any:
        return std::find(piece.choices.begin(), piece.choices.end(), text) != piece.choices.end();
    case Converter::path:
        return !text.empty() && !is_slash(text.front());
    default:
        return !text.empty() && text.find(encoded_slash) == text.npos;
    }
}

int weight_of(Converter converter)
{
    switch (converter) {
    case Converter::integer:
    case Converter::real:
        return 50;
    case Converter::path:
        return 200;
    default:
        return 100;
    }
}

// For each place of a text where the run of such characters ends that begins there.
std::vector<std::size_t> run_ends(std::string_view text, bool (*belongs)(char))
{
    std::vector<std::size_t> ends(text.size() + 1, text.size());
    for (std::size_t i = text.size(); i-- > 0;)
        ends[i] = belongs(text[i]) ? ends[i + 1] : i;
    return ends;
}

// Several variables in one text. `rest_matches_[i]` says for each place whether the pieces from i
// on take all from there; it is filled from the last piece to the first. Then each variable, from
// the first on, takes what a regular expression would let it: as much as leaves a rest that
// matches, or as little, for a path.
class ManyVariables {
public:
    ManyVariables(const std::vector<Piece>& pieces, std::string_view text)
        : pieces_(pieces), text_(text), digits_end_(run_ends(text, is_digit)),
          slash_(run_ends(text, is_no_slash)),
          rest_matches_(pieces.size() + 1, std::vector<bool>(text.size() + 1))
    {
    }

    bool match(std::string_view* variables)
    {
        fill();
        if (!rest_matches_[0][0])
            return false;
        std::size_t place = 0;
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            const std::size_t end = choose(i, place);
            if (pieces_[i].is_variable())
                *variables++ = text_.substr(place, end - place);
            place = end;
        }
        return true;
    }

private:
    // Where a piece that begins at a place can end: anywhere from `first` to `last`.
    struct Ends {
        std::size_t first;
        std::size_t last;
    };
    static constexpr Ends nowhere{1, 0};

    Ends ends(const Piece& piece, std::size_t place) const
    {
        const std::string_view rest = text_.substr(place);
        switch (piece.converter) {
        case Converter::none:
            return rest.starts_with(piece.text)
                       ? Ends{place + piece.text.size(), place + piece.text.size()}
                       : nowhere;
        case Converter::integer:
            return {place + 1, digits_end_[place]};
        case Converter::real: {
            const std::size_t point = digits_end_[place];
            if (point == place || point == text_.size() || text_[point] != '.')
                return nowhere;
            return {point + 2, digits_end_[point + 1]};
        }
        case Converter::uuid:
            return is_uuid(rest.substr(0, uuid_size)) ? Ends{place + uuid_size, place + uuid_size}
                                                      : nowhere;
        case Converter::path:
            return rest.empty() || is_slash(rest.front()) ? nowhere : Ends{place + 1, text_.size()};
        default:
            return {place + 1, slash_[place]};
        }
    }

    void fill()
    {
        rest_matches_.back().back() = true;
        std::vector<std::size_t> next(text_.size() + 2); // the next place where the rest matches
        for (std::size_t i = pieces_.size(); i-- > 0;) {
            const std::vector<bool>& after = rest_matches_[i + 1];
            next.back() = text_.size() + 1;
            for (std::size_t place = text_.size() + 1; place-- > 0;)
                next[place] = after[place] ? place : next[place + 1];
            for (std::size_t place = 0; place <= text_.size(); ++place)
                rest_matches_[i][place] = pieces_[i].converter == Converter::any
                                              ? choice(i, place) != nullptr
                                              : reaches(ends(pieces_[i], place), next);
        }
    }

    static bool reaches(Ends ends, const std::vector<std::size_t>& next)
    {
        return ends.first <= ends.last && next[ends.first] <= ends.last;
    }

    // The first of the choices after which the rest matches.
    const std::string* choice(std::size_t i, std::size_t place) const
    {
        for (const std::string& text : pieces_[i].choices)
            if (text_.substr(place).starts_with(text) && rest_matches_[i + 1][place + text.size()])
                return &text;
        return nullptr;
    }

    std::size_t choose(std::size_t i, std::size_t place) const
    {
        if (pieces_[i].converter == Converter::any)
            return place + choice(i, place)->size();
        const auto [first, last] = ends(pieces_[i], place);
        std::size_t end = pieces_[i].converter == Converter::path ? first : last;
        while (!rest_matches_[i + 1][end])
            end += pieces_[i].converter == Converter::path ? std::size_t{1} : std::size_t(-1);
        return end;
    }

    const std::vector<Piece>& pieces_;
    std::string_view text_;
    std::vector<std::size_t> digits_end_;
    std::vector<std::size_t> slash_;
    std::vector<std::vector<bool>> rest_matches_;
};

} // namespace

Part::Part(std::vector<Segment> segments, bool optional_slash) : optional_slash_(optional_slash)
{
    const auto add_text = [&](const std::string& text) {
        if (!pieces_.empty() && !pieces_.back().is_variable())
            pieces_.back().text += text;
        else
            pieces_.push_back({.text = text});
    };
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (i > 0)
            add_text("/");
        for (Piece& piece : segments[i]) {
            if (!piece.is_variable()) {
                --weight_.texts;
                weight_.lengths.push_back(-static_cast<int>(piece.text.size()));
                add_text(piece.text);
                continue;
            }
            takes_rest_ = takes_rest_ || piece.converter == Converter::path;
            ++variable_count_;
            --weight_.variables;
            weight_.converters.push_back(weight_of(piece.converter));
            pieces_.push_back(std::move(piece));
        }
    }
}

bool Part::matches_like(const Part& other) const noexcept
{
    return optional_slash_ == other.optional_slash_ &&
           std::equal(pieces_.begin(), pieces_.end(), other.pieces_.begin(), other.pieces_.end(),
                      [](const Piece& a, const Piece& b) { return a.matches_like(b); });
}

bool Part::match(std::string_view text, std::string_view* variables) const
{
    return variable_count_ == 1 ? match_one(text, *variables) : match_many(text, variables);
}

bool Part::match_one(std::string_view text, std::string_view& variable) const
{
    const Piece* piece = pieces_.data();
    if (!piece->is_variable()) {
        if (!text.starts_with(piece->text))
            return false;
        text.remove_prefix(piece++->text.size());
    }
    if (const Piece& last = pieces_.back(); !last.is_variable()) {
        if (!text.ends_with(last.text))
            return false;
        text.remove_suffix(last.text.size());
    }
    variable = text;
    return accepts(*piece, text);
}

bool Part::match_many(std::string_view text, std::string_view* variables) const
{
    // What nearly all texts of another kind fail at needs no table.
    if (!pieces_.front().is_variable() && !text.starts_with(pieces_.front().text))
        return false;
    if (!pieces_.back().is_variable() && !text.ends_with(pieces_.back().text))
        return false;
    return ManyVariables(pieces_, text).match(variables);
}

} // namespace costrel::inline v1::routing
