#include "app/test_response.hpp"

#include "http/grammar.hpp"

#include <costrel/json.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

// The data of a body in chunks, as many as there are.
std::string unchunked(std::string_view bytes)
{
    std::string data;
    for (;;) {
        std::size_t size = 0;
        const auto [end, error] =
            std::from_chars(bytes.data(), bytes.data() + bytes.size(), size, 16);
        bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()));
        if (error != std::errc{} || size == 0 || bytes.size() < 2)
            return data;
        bytes.remove_prefix(2);
        data += bytes.substr(0, size);
        bytes.remove_prefix(std::min(bytes.size(), size + 2));
    }
}

} // namespace

TestResponse parse_response(std::string_view bytes)
{
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == bytes.npos)
        throw std::logic_error("costrel: the application gave no response");
    TestResponse response;
    std::string_view head = bytes.substr(0, end);
    response.body = bytes.substr(end + 4);
    const std::string_view status_line = head.substr(0, head.find("\r\n"));
    std::from_chars(status_line.data() + 9, status_line.data() + 12, response.status);
    response.reason = status_line.substr(std::min<std::size_t>(13, status_line.size()));
    head.remove_prefix(status_line.size());
    while (!head.empty()) {
        head.remove_prefix(2);
        const std::string_view line = head.substr(0, head.find("\r\n"));
        const std::size_t colon = line.find(": ");
        response.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        head.remove_prefix(line.size());
    }
    if (response.header("Transfer-Encoding") == "chunked")
        response.body = unchunked(response.body);
    return response;
}

Value TestResponse::json() const
{
    auto value = costrel::json_loads(body); // not this function
    if (!value)
        throw std::runtime_error(
            "costrel: the response is not JSON: " + std::string(value.error().message) +
            " at byte " + std::to_string(value.error().offset));
    return *std::move(value);
}

std::string_view TestResponse::header(std::string_view name) const
{
    for (const auto& [field, value] : headers)
        if (http::equal_ignoring_case(field, name))
            return value;
    return {};
}

std::vector<std::string_view> TestResponse::header_list(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto& [field, value] : headers)
        if (http::equal_ignoring_case(field, name))
            values.emplace_back(value);
    return values;
}

} // namespace costrel::inline v1
