// A Cookie field: find_cookie(), which reads one cookie, against parse_cookie(), which reads all.
// The first line is the name that is looked for.
#include "encoding/utf8.hpp"
#include "fuzz/input.hpp"

#include <costrel/cookie.hpp>

#include <algorithm>

using namespace costrel;
using fuzz::require;

namespace {

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
}

std::string as_parsed(std::string_view value)
{
    std::string text;
    encoding::append_utf8_with_replacement(text, value);
    return text;
}

void require_same(std::string_view header, std::string_view name,
                  const std::vector<Cookie>& cookies)
{
    std::string buffer;
    const auto found = find_cookie(header, name, buffer);
    const auto parsed = std::ranges::find(cookies, name, &Cookie::name);
    require(found.has_value() == (parsed != cookies.end()), "both find the same names");
    if (!found)
        return;
    require(found->size() <= header.size(), "a value is no longer than its field");
    const bool in_header =
        found->data() >= header.data() && found->data() <= header.data() + header.size();
    const bool in_buffer = found->data() == buffer.data() && found->size() == buffer.size();
    require(found->empty() || in_header || in_buffer,
            "the view lies in the field or in the buffer");
    if (is_ascii(header)) // otherwise one gives bytes and the other Latin-1
        require(parsed->value == as_parsed(*found), "both give the same value");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string_view name = input.line();
    const std::string_view header = input.rest();
    const std::vector<Cookie> cookies = parse_cookie(header);
    if (is_ascii(name))
        require_same(header, name, cookies);
    for (std::size_t i = 0; i < std::min<std::size_t>(cookies.size(), 20); ++i) {
        require(!cookies[i].name.empty(), "a cookie has a name");
        if (is_ascii(cookies[i].name))
            require_same(header, cookies[i].name, cookies);
    }
    return 0;
}
