// A multipart body: its parts are those that a slow and simple reading of the rules finds, text
// around it changes nothing, and the form that it is reads back when it is written. The first line
// is the boundary.
#include "http/forms/multipart.hpp"

#include "encoding/utf8.hpp"
#include "fuzz/input.hpp"
#include "http/forms/multipart_form.hpp"
#include "http/forms/multipart_writer.hpp"

#include <costrel/secure_filename.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace costrel;
using fuzz::require;
using Step = http::MultipartReader::Step;

namespace {

using Parts = std::vector<std::pair<std::string, std::string>>;

struct Read {
    Parts parts;
    bool closed = false;
    bool operator==(const Read&) const = default;
};

Read read(std::string_view body, std::string_view boundary)
{
    Read result;
    http::MultipartReader reader(body, boundary);
    std::size_t total = 0;
    Step step = reader.next();
    for (; step == Step::part; step = reader.next()) {
        result.parts.emplace_back(reader.part().head, reader.part().content);
        total += reader.part().head.size() + reader.part().content.size();
    }
    require(total <= body.size(), "the parts lie in the body");
    result.closed = step == Step::end;
    return result;
}

// The same by Werkzeug's regular expressions, tried at each place.
class Naive {
public:
    Naive(std::string_view body, std::string_view boundary)
        : body_(body), delimiter_("--" + std::string(boundary))
    {
    }

    Read read()
    {
        Read result;
        Match match = find(0, true);
        std::size_t at = match.end;
        while (match.found && !match.closes) {
            const std::size_t head = at;
            const auto [blank, size] = blank_line(head);
            if (blank == std::string_view::npos)
                return result;
            const std::size_t start = blank + size / 2;
            match = find(start, false);
            if (!match.found)
                return result;
            const std::size_t content = start + line_end(start);
            result.parts.emplace_back(
                body_.substr(head, blank - head),
                body_.substr(content, std::max(match.begin, content) - content));
            at = match.end;
        }
        result.closed = match.found;
        return result;
    }

private:
    struct Match {
        bool found = false;
        bool closes = false;
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    bool is_at(std::size_t at, std::string_view text) const
    {
        return at <= body_.size() && body_.substr(at).starts_with(text);
    }
    std::size_t line_end(std::size_t at) const
    {
        return is_at(at, "\r\n") ? 2 : is_at(at, "\n") || is_at(at, "\r") ? 1 : 0;
    }
    std::pair<std::size_t, std::size_t> blank_line(std::size_t from) const
    {
        for (std::size_t at = from; at < body_.size(); ++at)
            for (const std::string_view blank : {"\r\n\r\n", "\r\r", "\n\n"})
                if (is_at(at, blank))
                    return {at, blank.size()};
        return {std::string_view::npos, 0};
    }
    Match match_after(std::size_t begin, std::size_t at) const
    {
        if (!is_at(at, delimiter_))
            return {};
        at += delimiter_.size();
        if (is_at(at, "--"))
            return {true, true, begin, at + 2};
        while (at < body_.size() &&
               std::string_view(" \t\f\v").find(body_[at]) != std::string_view::npos)
            ++at;
        return line_end(at) != 0 ? Match{true, false, begin, at + line_end(at)} : Match{};
    }
    Match find(std::size_t from, bool is_first) const
    {
        for (std::size_t at = from; at < body_.size(); ++at) {
            Match match;
            if (line_end(at) != 0)
                match = match_after(at, at + line_end(at));
            if (!match.found && is_first)
                match = match_after(at, at);
            if (match.found)
                return match;
        }
        return {};
    }

    std::string_view body_;
    std::string delimiter_;
};

// Whether a name reads back as it was: what browsers write for the others stays as it is.
bool is_plain(std::string_view name)
{
    return name.find_first_of("\r\n") == name.npos && name.find("%22") == name.npos;
}

void check_secure(std::string_view filename)
{
    const std::string name = secure_filename(filename);
    require(name.find_first_not_of(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == name.npos,
            "a secure filename has no other characters");
    require(!name.starts_with('.') && !name.ends_with('.'), "it is no folder and not hidden");
    require(secure_filename(name) == name, "it is secure already");
}

void check_form(std::string_view body, std::string_view boundary)
{
    constexpr http::MultipartLimits limits{.max_field = 1000, .max_parts = 20};
    const auto form = http::parse_multipart(
        body, "multipart/form-data; boundary=\"" + std::string(boundary) + '"', limits);
    if (!form)
        return;
    require(form->fields.size() + form->files.size() <= limits.max_parts,
            "there are no more parts");
    constexpr std::string_view other = "----a-boundary-that-is-nowhere-else";
    if (body.find(other) != body.npos)
        return;
    http::MultipartWriter writer(other);
    for (const auto& [name, value] : form->fields) {
        require(encoding::is_utf8(name) && encoding::is_utf8(value), "fields are UTF-8");
        writer.add_field(name, value);
    }
    for (const FileStorage& file : form->files) {
        check_secure(file.filename);
        writer.add_file(file.name, file.filename, file.content_type, file.view());
    }
    const std::string written = std::move(writer).finish();
    const auto again =
        http::parse_multipart(written, "multipart/form-data; boundary=" + std::string(other),
                              {.max_field = written.size()});
    require(again && again->fields.size() == form->fields.size() &&
                again->files.size() == form->files.size(),
            "what was written is read");
    auto field = again->fields.begin();
    for (const auto& [name, value] : form->fields) {
        require(!is_plain(name) || name == field->first, "names of fields read back");
        require(value == field->second, "values read back");
        ++field;
    }
    auto file = again->files.begin();
    for (const FileStorage& sent : form->files) {
        require(!is_plain(sent.name) || sent.name == file->name,
                "names of files' fields read back");
        require(!is_plain(sent.filename) || sent.filename == file->filename, "filenames read back");
        require(sent.content_type == file->content_type, "types read back");
        require(sent.view() == file->view(), "files read back");
        ++file;
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string_view boundary = input.line();
    const std::string_view body = input.rest();
    check_secure(body.substr(0, 300));
    if (boundary.empty() || boundary.size() > http::DelimiterSearch::max_boundary ||
        body.size() > 10'000)
        return 0; // a body of the size that no header exceeds
    const Read parts = read(body, boundary);
    require(parts == Naive(body, boundary).read(), "the parts are those of the rules");
    if (boundary.find('\n') == boundary.npos) {
        require(parts == read("preamble\n" + std::string(body), boundary),
                "text before the first delimiter changes nothing");
        if (parts.closed)
            require(parts ==
                        read(std::string(body) + "epilogue\r\n--" + std::string(boundary) + "--",
                             boundary),
                    "text after the last delimiter changes nothing");
    }
    check_form(body, boundary);
    return 0;
}
