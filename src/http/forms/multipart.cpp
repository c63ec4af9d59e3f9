#include "http/forms/multipart.hpp"

#include <algorithm>

namespace costrel::inline v1::http {

namespace {

// The bytes of the line end at `position`, or 0.
std::size_t line_end_size(std::string_view text, std::size_t position) noexcept
{
    if (position >= text.size())
        return 0;
    if (text[position] == '\n')
        return 1;
    if (text[position] != '\r')
        return 0;
    return position + 1 < text.size() && text[position + 1] == '\n' ? 2 : 1;
}

// Where the line end begins that stands before `position` and not before `from`; `position` itself
// when there is none.
std::size_t line_end_before(std::string_view text, std::size_t from, std::size_t position) noexcept
{
    std::size_t begin = position;
    if (begin > from && text[begin - 1] == '\n')
        --begin;
    if (begin > from && text[begin - 1] == '\r')
        --begin;
    return begin;
}

// Two line ends of one kind in a row. Either of the first two kinds may stand within the lines of
// another kind, as with Werkzeug.
struct BlankLine {
    std::size_t begin;
    std::size_t middle; // where the second of them begins
};
bool find_blank_line(std::string_view text, BlankLine& found) noexcept
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n')
            continue;
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("\r\n\r\n"))
            found = {i, i + 2};
        else if (rest.starts_with("\r\r") || rest.starts_with("\n\n"))
            found = {i, i + 1};
        else
            continue;
        return true;
    }
    return false;
}

} // namespace

MultipartReader::MultipartReader(std::string_view body, std::string_view boundary) noexcept
    : body_(body), search_(body, boundary)
{
}

// RFC 2046 wants a line end before every delimiter; before the first one many leave it out.
bool MultipartReader::find_delimiter(std::size_t from, LineEnd before, Delimiter& found) noexcept
{
    search_.skip_to(from);
    for (std::size_t place = search_.next(); place != DelimiterSearch::npos;
         place = search_.next()) {
        found.begin = line_end_before(body_, from, place);
        if (found.begin == place && before == LineEnd::required)
            continue;
        found.end = place + search_.delimiter_size();
        found.closes = body_.substr(found.end).starts_with("--");
        if (found.closes)
            return true; // and nothing after it is read
        found.end = std::min(body_.find_first_not_of(" \t\f\v", found.end), body_.size());
        if (const std::size_t size = line_end_size(body_, found.end); size != 0) {
            found.end += size;
            return true;
        }
    }
    return false;
}

MultipartReader::Step MultipartReader::next() noexcept
{
    if (!begun_) {
        begun_ = true;
        Delimiter first{};
        if (!find_delimiter(0, LineEnd::optional, first))
            step_ = Step::malformed;
        else if (first.closes)
            step_ = Step::end;
        position_ = first.end;
    } else if (closed_ && step_ == Step::part) {
        step_ = Step::end;
    }
    if (step_ == Step::part)
        step_ = read_part();
    return step_;
}

MultipartReader::Step MultipartReader::read_part() noexcept
{
    const std::string_view rest = body_.substr(position_);
    const std::string_view window = rest.substr(0, max_head + 4);
    BlankLine blank{};
    if (!find_blank_line(window, blank))
        return rest.size() > window.size() ? Step::head_too_large : Step::malformed;
    if (blank.begin > max_head)
        return Step::head_too_large;
    part_.head = rest.substr(0, blank.begin);
    // The second line end may be the one before the delimiter, too, when the part is empty.
    const std::size_t start = position_ + blank.middle;
    const std::size_t content = start + line_end_size(body_, start);
    Delimiter delimiter{};
    if (!find_delimiter(start, LineEnd::required, delimiter)) {
        part_.content = body_.substr(content);
        return Step::unfinished_part;
    }
    part_.content = delimiter.begin > content ? body_.substr(content, delimiter.begin - content)
                                              : std::string_view();
    position_ = delimiter.end;
    closed_ = delimiter.closes;
    return Step::part;
}

} // namespace costrel::inline v1::http
