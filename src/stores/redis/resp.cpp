#include "stores/redis/resp.hpp"

#include <charconv>
#include <utility>

namespace costrel::inline v1::stores::resp {

namespace {

constexpr std::string_view line_end = "\r\n";

void write_count(std::string& out, char type, std::size_t count)
{
    char digits[24];
    out += type;
    out.append(digits, std::to_chars(digits, digits + sizeof(digits), count).ptr);
    out += line_end;
}

std::optional<std::int64_t> number_of(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace

void begin_command(std::string& out, std::size_t words)
{
    write_count(out, '*', words);
}

void write_word(std::string& out, std::string_view word)
{
    write_count(out, '$', word.size());
    out += word;
    out += line_end;
}

void write_command(std::string& out, std::span<const std::string_view> words)
{
    begin_command(out, words.size());
    for (const std::string_view word : words)
        write_word(out, word);
}

void Reader::feed(std::string_view bytes)
{
    if (is_corrupt_)
        return;
    if (at_ == buffer_.size()) {
        buffer_.clear();
        at_ = scanned_ = 0;
    }
    buffer_ += bytes;
}

std::optional<Reply> Reader::next()
{
    while (!is_corrupt_ && !whole_ && read_element()) {
    }
    // Seldom, so that each byte is moved but a few times.
    if (at_ > 64 * 1024 && at_ > buffer_.size() / 2) {
        buffer_.erase(0, at_);
        scanned_ -= at_;
        at_ = 0;
    }
    if (is_corrupt_ || !whole_)
        return std::nullopt;
    size_ = items_ = 0;
    return std::exchange(whole_, std::nullopt);
}

bool Reader::fail() noexcept
{
    is_corrupt_ = true;
    buffer_ = {};
    open_ = {};
    at_ = scanned_ = 0;
    return false;
}

// The next line, without its end, which is taken.
std::optional<std::string_view> Reader::line()
{
    const std::size_t end = buffer_.find(line_end, scanned_);
    if (end == std::string::npos) {
        // The last byte may be the first of a line end.
        scanned_ = buffer_.size() > at_ ? buffer_.size() - 1 : at_;
        if (buffer_.size() - at_ > longest_line)
            fail();
        return std::nullopt;
    }
    const std::string_view found = std::string_view(buffer_).substr(at_, end - at_);
    at_ = scanned_ = end + line_end.size();
    size_ += found.size() + line_end.size();
    return found;
}

// Reads one line, or the text whose length was read. False when there is not enough of it.
bool Reader::read_element()
{
    if (!missing_text_) {
        const auto found = line();
        if (!found)
            return false;
        if (found->empty() || found->size() > longest_line || size_ > largest)
            return fail();
        return read_line(found->front(), found->substr(1));
    }
    const std::size_t size = *missing_text_;
    if (buffer_.size() - at_ < size + line_end.size())
        return false;
    if (buffer_.compare(at_ + size, line_end.size(), line_end) != 0)
        return fail();
    Reply reply{.type = is_error_text_ ? Reply::Type::error : Reply::Type::text,
                .text = buffer_.substr(at_, size)};
    at_ = scanned_ = at_ + size + line_end.size();
    missing_text_.reset();
    return add(std::move(reply));
}

bool Reader::read_line(char type, std::string_view text)
{
    using Type = Reply::Type;
    switch (type) {
    case '+':
    case '(': // a number of any length
    case ',': // a real one
        return add({.type = Type::text, .text = std::string(text)});
    case '-':
        return add({.type = Type::error, .text = std::string(text)});
    case '_':
        return text.empty() ? add({}) : fail();
    case '#':
        if (text != "t" && text != "f")
            return fail();
        return add({.type = Type::number, .number = text == "t" ? 1 : 0});
    case ':': {
        const auto number = number_of(text);
        return number ? add({.type = Type::number, .number = *number}) : fail();
    }
    case '$':
    case '=': // with three letters for its kind, and a colon
    case '!': {
        const auto length = number_of(text);
        if (!length || *length < -1 || *length > static_cast<std::int64_t>(largest))
            return fail();
        if (*length == -1)
            return add({});
        missing_text_ = static_cast<std::size_t>(*length);
        is_error_text_ = type == '!';
        size_ += *missing_text_ + line_end.size();
        return size_ <= largest ? true : fail();
    }
    case '*':
    case '~':
        return begin_array(Type::array, text, 1);
    case '%':
        return begin_array(Type::array, text, 2);
    case '>':
        return begin_array(Type::push, text, 1);
    default:
        return fail();
    }
}

bool Reader::begin_array(Reply::Type type, std::string_view text, unsigned each)
{
    const auto count = number_of(text);
    if (!count || *count < -1 || *count > static_cast<std::int64_t>(most_items))
        return fail();
    if (*count == -1)
        return add({});
    const std::size_t missing = static_cast<std::size_t>(*count) * each;
    items_ += missing;
    if (items_ > most_items || open_.size() == deepest)
        return fail();
    if (missing == 0)
        return add({.type = type});
    open_.push_back({{.type = type}, missing});
    return true;
}

// A value is whole, and with it what it was the last one of.
bool Reader::add(Reply reply)
{
    while (!open_.empty()) {
        Open& around = open_.back();
        around.reply.items.push_back(std::move(reply));
        if (--around.missing > 0)
            return true;
        reply = std::move(around.reply);
        open_.pop_back();
    }
    whole_ = std::move(reply);
    return true;
}

} // namespace costrel::inline v1::stores::resp
