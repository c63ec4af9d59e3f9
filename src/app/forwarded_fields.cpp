#include "http/framing/authority.hpp"
#include "http/grammar.hpp"
#include "http/message.hpp"

#include <costrel/proxy_fix.hpp>
#include <costrel/request.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

namespace {

// Reads a list of RFC 9110 as Werkzeug's parse_list_header does: quoted strings may hold commas,
// and empty elements do not count.
class ListReader {
public:
    ListReader(std::size_t wanted, bool knows_quotes) noexcept
        : wanted_(wanted), knows_quotes_(knows_quotes)
    {
    }

    void read(std::string_view text)
    {
        for (const char c : text)
            read(c);
    }
    void end()
    {
        if (!quoted_)
            end_element();
    }
    bool unclosed() const noexcept { return quoted_; }
    std::size_t count() const noexcept { return count_; }
    // The element of the number that was asked for.
    const std::string& found() const noexcept { return found_; }

private:
    void read(char c)
    {
        if (!quoted_ && c == ',') {
            end_element();
            return;
        }
        element_ += c;
        if (escaped_)
            escaped_ = false;
        else if (quoted_ && c == '\\')
            escaped_ = true;
        else if (c == '"' && knows_quotes_)
            quoted_ = !quoted_;
    }
    void end_element()
    {
        const std::string_view element = http::trim(element_);
        if (!element.empty() && count_++ == wanted_)
            found_ = unquoted(element);
        element_.clear();
    }
    static std::string unquoted(std::string_view element)
    {
        if (element.size() < 2 || element.front() != '"' || element.back() != '"')
            return std::string(element);
        std::string text;
        element = element.substr(1, element.size() - 2);
        for (std::size_t i = 0; i < element.size(); ++i) {
            if (element[i] == '\\' && i + 1 < element.size())
                ++i;
            text += element[i];
        }
        return text;
    }

    std::size_t wanted_;
    bool knows_quotes_;
    std::size_t count_ = 0;
    std::string element_;
    std::string found_;
    bool quoted_ = false;
    bool escaped_ = false;
};

// All fields of that name, joined by commas as a server for Python joins them.
ListReader read_list(const http::Message& message, std::string_view name, std::size_t wanted,
                     bool knows_quotes)
{
    ListReader reader(wanted, knows_quotes);
    bool first = true;
    for (const http::Field& field : message.fields) {
        if (!http::equal_ignoring_case(field.name, name))
            continue;
        if (!first)
            reader.read(",");
        first = false;
        reader.read(field.value);
    }
    reader.end();
    return reader;
}

// The value that the outermost of `trusted` proxies added; empty when there are not so many.
std::string real_value(const http::Message& message, std::string_view name, unsigned trusted)
{
    if (trusted == 0 || !message.find(name))
        return {};
    // A quote that a client opens must not swallow what the proxies added behind it.
    const bool knows_quotes = !read_list(message, name, 0, true).unclosed();
    const ListReader counted = read_list(message, name, 0, knows_quotes);
    if (counted.count() < trusted)
        return {};
    if (counted.count() == trusted)
        return counted.found();
    return read_list(message, name, counted.count() - trusted, knows_quotes).found();
}

// Without its port. The bracket is that of an IPv6 address.
std::string_view host_name(std::string_view host) noexcept
{
    const std::size_t colon = host.rfind(':');
    return host.ends_with(']') ? host : host.substr(0, colon);
}

// "/app" of "/app/", "app" and "//app"; empty for what would not be the begin of a path. Two
// slashes at the begin would make a host of what follows.
std::string path_prefix(std::string_view prefix)
{
    while (prefix.starts_with('/'))
        prefix.remove_prefix(1);
    while (prefix.ends_with('/'))
        prefix.remove_suffix(1);
    const auto belongs_to_a_path = [](char c) { // RFC 3986 section 3.3
        return http::is_alpha(c) || http::is_digit(c) ||
               std::string_view("-._~!$&'()*+,;=:@%/").find(c) != std::string_view::npos;
    };
    if (prefix.empty() || !std::all_of(prefix.begin(), prefix.end(), belongs_to_a_path))
        return {};
    return "/" + std::string(prefix);
}

} // namespace

void Request::look_through(const ProxyFix& fix)
{
    forwarded_for_ = real_value(*message_, "X-Forwarded-For", fix.x_for);
    if (!forwarded_for_.empty())
        remote_addr = forwarded_for_;

    const std::string proto = real_value(*message_, "X-Forwarded-Proto", fix.x_proto);
    if (http::equal_ignoring_case(proto, "https"))
        scheme = "https";
    else if (http::equal_ignoring_case(proto, "http"))
        scheme = "http";

    host_ = real_value(*message_, "X-Forwarded-Host", fix.x_host);
    if (!host_.empty())
        host = host_;
    const std::string port = real_value(*message_, "X-Forwarded-Port", fix.x_port);
    if (!port.empty() && !host.empty()) {
        host_ = std::string(host_name(host)) + ":" + port;
        host = host_;
    }
    if (!host_.empty() && !http::is_authority(host))
        host = {};

    script_root_ = path_prefix(real_value(*message_, "X-Forwarded-Prefix", fix.x_prefix));
    script_root = script_root_;
}

} // namespace costrel::inline v1
