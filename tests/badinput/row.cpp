#include "badinput/row.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace costrel::inline v1::badinput {

const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

void PrintTo(const Row& row, std::ostream* out)
{
    *out << row.name << ": " << testing::PrintToString(row.input.substr(0, 300));
}

std::string outcome_of(std::string_view received, bool ended, bool first_is_head)
{
    std::string outcome;
    bool is_first = true;
    const auto add = [&](std::string_view word) {
        outcome.append(outcome.empty() ? "" : ",").append(word);
    };
    while (!received.empty()) {
        const std::size_t end = received.find("\r\n\r\n");
        if (!received.starts_with("HTTP/1.1 ") || end == received.npos) {
            add("garbage");
            return outcome;
        }
        const std::string_view head = received.substr(0, end + 2);
        const std::string_view status = head.substr(9, 3);
        received.remove_prefix(end + 4);
        if (status.starts_with('1'))
            continue;
        add(status);
        const bool is_bodiless = (first_is_head && is_first) || status == "204" || status == "304";
        is_first = false;
        constexpr std::string_view name = "\r\nContent-Length: ";
        const std::size_t at = head.find(name);
        if (is_bodiless || at == head.npos)
            continue;
        const std::size_t size = std::stoul(std::string(head.substr(at + name.size())));
        if (size > received.size()) {
            add("cut");
            return outcome;
        }
        received.remove_prefix(size);
    }
    if (ended)
        outcome += outcome.empty() ? "close" : "!";
    return outcome;
}

std::string times(int count, std::string_view statuses)
{
    std::string outcome;
    for (int i = 0; i < count; ++i)
        outcome.append(i == 0 ? "" : ",").append(statuses);
    return outcome;
}

std::string request(std::string_view method, std::string_view target, std::string_view fields,
                    std::string_view body)
{
    std::string text;
    text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: a\r\n");
    return text.append(fields).append("\r\n").append(body);
}

std::string get(std::string_view target, std::string_view fields)
{
    return request("GET", target, fields);
}

std::string echo(std::string_view fields, std::string_view body)
{
    return request("POST", "/echo", fields, body);
}

std::string sized(std::string_view content_length, std::string_view body)
{
    return echo("Content-Length: " + std::string(content_length) + "\r\n", body);
}

std::string coded(std::string_view transfer_encoding)
{
    return echo("Transfer-Encoding: " + std::string(transfer_encoding) + "\r\n",
                "5\r\nhello\r\n0\r\n\r\n");
}

std::string chunks(std::string_view body)
{
    return echo("Transfer-Encoding: chunked\r\n", body);
}

} // namespace costrel::inline v1::badinput
