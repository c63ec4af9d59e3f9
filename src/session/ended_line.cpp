#include "session/ended_line.hpp"

#include "encoding/base64.hpp"
#include "encoding/percent.hpp"
#include "session/listed_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <vector>

namespace costrel::inline v1::session {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::int64_t last_second = 253402300799;         // of the year 9999
constexpr auto longest_remembered = std::chrono::days(31); // and what clocks differ by
constexpr auto longest_session = std::chrono::days(400) + std::chrono::minutes(20);

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t blank = text.find(' ');
        words.push_back(text.substr(0, blank));
        text = blank == text.npos ? std::string_view{} : text.substr(blank + 1);
    }
    return words;
}

std::optional<sys_seconds> read_time(std::string_view digits) noexcept
{
    std::int64_t count = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, count);
    if (error != std::errc{} || stop != end || count < 0 || count > last_second)
        return std::nullopt;
    return sys_seconds(seconds(count));
}

std::string time_text(sys_seconds time)
{
    const std::int64_t count = time.time_since_epoch().count();
    return std::to_string(std::clamp<std::int64_t>(count, 0, last_second));
}

bool read_handle(std::string_view text, Handle& handle)
{
    const std::span bytes(reinterpret_cast<unsigned char*>(handle.data()), handle.size());
    return encoding::base64url_decode_canonical(text, bytes) == handle.size();
}

std::optional<EndedLine> read_session(const std::vector<std::string_view>& words)
{
    EndedLine line{.kind = EndedLine::Kind::session};
    if (words.size() != 5 || !read_handle(words[1], line.handle))
        return std::nullopt;
    const auto created = read_time(words[2]);
    const auto from = read_time(words[3]);
    const auto until = read_time(words[4]);
    if (!created || !from || !until)
        return std::nullopt;
    line.created = *created;
    line.from = *from;
    line.until = *until;
    return line;
}

std::optional<EndedLine> read_use(const std::vector<std::string_view>& words)
{
    EndedLine line{.kind = EndedLine::Kind::use};
    if (words.size() != 5 || !read_handle(words[1], line.handle))
        return std::nullopt;
    const auto created = read_time(words[2]);
    const char* const end = words[3].data() + words[3].size();
    const auto [stop, error] = std::from_chars(words[3].data(), end, line.counter);
    const auto second = read_time(words[4]);
    if (!created || error != std::errc{} || stop != end || !second)
        return std::nullopt;
    line.created = *created;
    line.second = *second;
    return line;
}

std::optional<EndedLine> read_user(const std::vector<std::string_view>& words)
{
    EndedLine line{.kind = EndedLine::Kind::user};
    const auto second = words.size() == 3 ? read_time(words[1]) : std::nullopt;
    if (!second || !encoding::append_percent_decoded(line.user, words[2]) || line.user.empty())
        return std::nullopt;
    line.second = *second;
    return line;
}

void append_handle(std::string& out, const Handle& handle)
{
    encoding::base64url_encode(
        out, std::string_view(reinterpret_cast<const char*>(handle.data()), handle.size()));
}

// Only letters and digits stand for themselves.
void append_word(std::string& out, std::string_view text)
{
    encoding::append_percent_encoded(out, text, {});
}

void append_name(std::string& line, std::string_view user)
{
    const std::size_t start = line.size();
    if (user.size() <= EndedLine::longest) // each byte takes one at least
        append_word(line, user);
    if (user.size() <= EndedLine::longest && line.size() <= EndedLine::longest)
        return;
    line.resize(start);
    append_word(line, hashed_name(user));
}

} // namespace

std::optional<EndedLine> EndedLine::read(std::string_view text)
{
    if (text.size() > longest)
        return std::nullopt;
    const auto words = words_of(text);
    if (words.empty())
        return std::nullopt;
    if (words[0] == "s")
        return read_session(words);
    if (words[0] == "u")
        return read_user(words);
    if (words[0] == "r")
        return read_use(words);
    const auto second = words[0] == "a" && words.size() == 2 ? read_time(words[1]) : std::nullopt;
    if (!second)
        return std::nullopt;
    return EndedLine{.kind = Kind::all, .second = *second};
}

std::string EndedLine::text() const
{
    std::string text;
    switch (kind) {
    case Kind::session:
        text = "s ";
        append_handle(text, handle);
        text += ' ' + time_text(created) + ' ' + time_text(from) + ' ' + time_text(until);
        break;
    case Kind::use:
        text = "r ";
        append_handle(text, handle);
        text += ' ' + time_text(created) + ' ' + std::to_string(counter) + ' ' + time_text(second);
        break;
    case Kind::user:
        text = "u " + time_text(second) + ' ';
        append_name(text, user);
        break;
    case Kind::all:
        text = "a " + time_text(second);
        break;
    }
    return text;
}

void EndedLine::apply(EndedSessions& ended) const
{
    switch (kind) {
    case Kind::session:
        ended.end_session(handle, created, from, until);
        break;
    case Kind::user:
        ended.end_user(user, second);
        break;
    case Kind::all:
        ended.end_all(second);
        break;
    case Kind::use:
        ended.use(handle, created, {counter, second});
        break;
    }
}

sys_seconds EndedLine::needed_until() const noexcept
{
    if (kind == Kind::session)
        return until;
    return second + (kind == Kind::use ? longest_remembered : longest_session);
}

} // namespace costrel::inline v1::session
