#include "http/response_writer.hpp"

#include "http/grammar.hpp"

#include <charconv>
#include <cstddef>

namespace costrel::http {

namespace {

void append_number(std::string& out, std::size_t number)
{
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    static_cast<void>(error); // 20 digits hold every std::size_t
    out.append(digits, end);
}

void append_status_line(std::string& out, int status)
{
    if (status == 200) {
        out += "HTTP/1.1 200 OK\r\n";
        return;
    }
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(status));
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

void append_response(std::string& out, const Response& response, const ResponseContext& context)
{
    if (!can_be_sent(response)) {
        append_response(out, error_page(500), context);
        return;
    }
    const int status = response.status;
    const bool has_length = status != 204 && status != 304;
    const std::string_view body =
        has_length && status != 205 ? response.body.view() : std::string_view();

    append_status_line(out, status);
    if (!context.date.empty())
        append_field(out, "Date", context.date);
    if (!response.content_type.empty() && status != 304)
        append_field(out, "Content-Type", response.content_type);
    if (has_length) {
        out += "Content-Length: ";
        append_number(out, body.size());
        out += "\r\n";
    }
    for (const Header& field : response.headers)
        append_field(out, field.name, field.value);
    if (context.connection == ConnectionOption::close)
        out += "Connection: close\r\n";
    else if (context.connection == ConnectionOption::keep_alive)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (!context.to_head_request)
        out += body;
}

} // namespace costrel::http
