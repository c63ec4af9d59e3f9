#include "http/framing/request_line.hpp"

#include "http/grammar.hpp"

#include <cstddef>

namespace costrel::inline v1::http {

namespace {

// The version's minor number; rejects all but 1.1 and 1.0.
Result<int, Refusal> parse_version(std::string_view version) noexcept
{
    if (version == "HTTP/1.1")
        return 1;
    if (version == "HTTP/1.0")
        return 0;
    const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                             is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
    return Refusal{well_formed ? 505 : 400, Rule::version};
}

} // namespace

Result<RequestLine, Refusal> parse_request_line(std::string_view line) noexcept
{
    std::size_t first = 0;
    while (first < line.size() && is_tchar(line[first]))
        ++first;
    if (first == 0 || first == line.size() || line[first] != ' ')
        return Refusal{400, Rule::request_line};
    const std::size_t second = line.find(' ', first + 1);
    if (second == std::string_view::npos)
        return Refusal{400, Rule::request_line};

    RequestLine request;
    request.method = line.substr(0, first);
    request.target = line.substr(first + 1, second - first - 1);
    const auto version = parse_version(line.substr(second + 1));
    if (!version)
        return version.error();
    request.minor_version = *version;
    if (request.method == "CONNECT")
        return Refusal{501, Rule::connect_method};
    const auto parts = parse_request_target(request.method, request.target);
    if (!parts)
        return Refusal{400, rule_of_target(request.target)};
    request.parts = *parts;
    return request;
}

} // namespace costrel::inline v1::http
