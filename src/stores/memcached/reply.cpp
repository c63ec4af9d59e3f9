#include "stores/memcached/reply.hpp"

#include <charconv>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using ReplyCode = MemcachedReply::Code;

std::string_view take_word(std::string_view& line)
{
    const std::size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
    return word;
}

template <class Number>
bool read_number(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

std::optional<ReplyCode> code_of(std::string_view word)
{
    if (word == "HD")
        return ReplyCode::done;
    if (word == "VA")
        return ReplyCode::value;
    if (word == "EN" || word == "NF")
        return ReplyCode::missing;
    if (word == "NS")
        return ReplyCode::not_stored;
    if (word == "EX")
        return ReplyCode::exists;
    if (word == "ERROR" || word == "CLIENT_ERROR" || word == "SERVER_ERROR")
        return ReplyCode::error;
    return std::nullopt;
}

// False when one is not a number. Those that were not asked for are not looked at.
bool read_flags(std::string_view line, MemcachedReply& reply)
{
    while (!line.empty()) {
        const std::string_view flag = take_word(line);
        if (flag.starts_with('c') && !read_number(flag.substr(1), reply.cas))
            return false;
        if (flag.starts_with('t') && !read_number(flag.substr(1), reply.left))
            return false;
    }
    return true;
}

} // namespace

std::optional<MemcachedReply> MemcachedReader::corrupt()
{
    is_corrupt_ = true;
    in_.clear();
    return std::nullopt;
}

std::optional<MemcachedReply> MemcachedReader::next()
{
    if (is_corrupt_)
        return std::nullopt;
    const std::size_t end = in_.find("\r\n");
    if (end == std::string::npos ? in_.size() > longest_line : end > longest_line)
        return corrupt();
    if (end == std::string::npos)
        return std::nullopt;
    std::string_view line = std::string_view(in_).substr(0, end);
    std::size_t size = end + 2;
    MemcachedReply reply;
    const std::string_view word = take_word(line);
    const auto code = code_of(word);
    if (!code)
        return corrupt();
    reply.code = *code;
    if (*code == ReplyCode::error) {
        reply.text = std::string_view(in_).substr(0, end);
        in_.erase(0, size);
        return reply;
    }
    std::size_t length = 0;
    if (*code == ReplyCode::value && (!read_number(take_word(line), length) || length > largest))
        return corrupt();
    if (!read_flags(line, reply))
        return corrupt();
    if (*code == ReplyCode::value) {
        if (in_.size() < size + length + 2)
            return std::nullopt;
        if (in_.compare(size + length, 2, "\r\n") != 0)
            return corrupt();
        reply.text = in_.substr(size, length);
        size += length + 2;
    }
    in_.erase(0, size);
    return reply;
}

} // namespace costrel::inline v1::stores
