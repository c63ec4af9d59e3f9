#include "http/response_writer.hpp"

#include "encoding/short_copy.hpp"
#include "http/grammar.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>

namespace costrel::inline v1::http {

namespace {

// Puts text behind text, where there is room for all of it. A head has many small pieces, and each
// that is appended to a string by itself costs more than its bytes.
class HeadWriter {
public:
    explicit HeadWriter(char* room) noexcept : at_(room) {}

    void put(std::string_view text) noexcept { at_ = encoding::copy_short(at_, text); }
    void put_number(std::uint64_t number) noexcept
    {
        at_ = std::to_chars(at_, at_ + longest_number, number).ptr;
    }
    void put_status_line(int status) noexcept
    {
        if (status == 200) {
            put("HTTP/1.1 200 OK\r\n");
            return;
        }
        put("HTTP/1.1 ");
        put_number(static_cast<std::uint64_t>(status));
        put(" ");
        const std::string_view reason = reason_phrase(status);
        for (char c : reason.empty() ? std::string_view("UNKNOWN") : reason)
            *at_++ = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
        put("\r\n");
    }
    void put_field(std::string_view name, std::string_view value) noexcept
    {
        put(name);
        put(": ");
        put(value);
        put("\r\n");
    }

    char* end() const noexcept { return at_; }

    static constexpr std::size_t longest_number = 20; // of 64 bits

private:
    char* at_;
};

// At least as much as the head takes.
std::size_t room_for_head(const Response& response, const ResponseContext& context)
{
    // What is not counted by itself: the status line, the name of each field that is written here,
    // the length, and the ends of lines.
    constexpr std::size_t longest_reason = 64;
    constexpr std::string_view rest = "HTTP/1.1 599 \r\nDate: \r\nContent-Type: \r\n"
                                      "Content-Length: \r\nTransfer-Encoding: chunked\r\n"
                                      "Connection: keep-alive\r\n\r\n";
    std::size_t size = rest.size() + longest_reason + HeadWriter::longest_number +
                       context.date.size() + response.content_type.size();
    for (const Header& field : response.headers)
        size += field.name.size() + field.value.size() + std::string_view(": \r\n").size();
    return size;
}

bool can_be_sent(const Response& response)
{
    return response.status >= 200 && response.status <= 599 && !has_control(response.content_type);
}

} // namespace

BodyFraming append_response(std::string& out, const Response& response,
                            const ResponseContext& context)
{
    if (!can_be_sent(response))
        return append_response(out, error_page(500), context);
    const int status = response.status;
    const bool has_length = status != 204 && status != 304;
    const bool has_body = has_length && status != 205;
    const std::string_view body = has_body ? response.body.view() : std::string_view();
    BodyFraming framing = BodyFraming::none; // of a body out of a source
    std::uint64_t size = body.size();
    if (has_body && response.is_streamed()) {
        const auto known = response.body.source()->size();
        size = known.value_or(0);
        framing = known                        ? BodyFraming::sized
                  : context.minor_version == 0 ? BodyFraming::until_close
                                               : BodyFraming::chunked;
    }

    const std::size_t start = out.size();
    const std::size_t room = room_for_head(response, context);
    out.reserve(start + room + (context.to_head_request ? 0 : body.size()));
    out.resize(start + room);
    HeadWriter head(out.data() + start);
    head.put_status_line(status);
    if (!context.date.empty())
        head.put_field("Date", context.date);
    if (!response.content_type.empty() && status != 304)
        head.put_field("Content-Type", response.content_type);
    if (framing == BodyFraming::chunked) {
        head.put("Transfer-Encoding: chunked\r\n");
    } else if (has_length && framing != BodyFraming::until_close) {
        head.put("Content-Length: ");
        head.put_number(size);
        head.put("\r\n");
    }
    for (const Header& field : response.headers)
        head.put_field(field.name, field.value);
    if (context.connection == ConnectionOption::close)
        head.put("Connection: close\r\n");
    else if (context.connection == ConnectionOption::keep_alive)
        head.put("Connection: keep-alive\r\n");
    head.put("\r\n");
    out.resize(static_cast<std::size_t>(head.end() - out.data()));
    if (context.to_head_request || (framing == BodyFraming::sized && size == 0))
        return BodyFraming::none;
    out += body;
    return framing;
}

} // namespace costrel::inline v1::http
