#include "http/response_writer.hpp"

#include "http/grammar.hpp"

#include <charconv>
#include <cstdint>

namespace costrel::http {

namespace {

void append_number(std::string& out, std::uint64_t number)
{
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    static_cast<void>(error); // 20 digits hold every 64-bit number
    out.append(digits, end);
}

void append_status_line(std::string& out, int status)
{
    if (status == 200) {
        out += "HTTP/1.1 200 OK\r\n";
        return;
    }
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::uint64_t>(status));
    out += ' ';
    const std::string_view reason = reason_phrase(status);
    for (char c : reason.empty() ? std::string_view("UNKNOWN") : reason)
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    out += "\r\n";
}

void append_field(std::string& out, std::string_view name, std::string_view value)
{
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
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

    append_status_line(out, status);
    if (!context.date.empty())
        append_field(out, "Date", context.date);
    if (!response.content_type.empty() && status != 304)
        append_field(out, "Content-Type", response.content_type);
    if (framing == BodyFraming::chunked) {
        out += "Transfer-Encoding: chunked\r\n";
    } else if (has_length && framing != BodyFraming::until_close) {
        out += "Content-Length: ";
        append_number(out, size);
        out += "\r\n";
    }
    for (const Header& field : response.headers)
        append_field(out, field.name, field.value);
    if (context.connection == ConnectionOption::close)
        out += "Connection: close\r\n";
    else if (context.connection == ConnectionOption::keep_alive)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (context.to_head_request || (framing == BodyFraming::sized && size == 0))
        return BodyFraming::none;
    out += body;
    return framing;
}

} // namespace costrel::http
