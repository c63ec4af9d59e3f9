// A Set-Cookie value: what is written reads back, and nothing in a name, value, domain or path
// starts an attribute or a line. The lines are name, domain, path, SameSite and flags; the rest is
// the value.
#include "fuzz/input.hpp"

#include <costrel/cookie.hpp>

#include <algorithm>
#include <stdexcept>

using namespace costrel;
using fuzz::require;

namespace {

struct Written {
    std::string header;
    std::size_t attributes; // that were asked for
};

bool has(std::string_view flags, char flag)
{
    return flags.find(flag) != flags.npos;
}

Written write(fuzz::Input& input)
{
    const std::string_view name = input.line();
    CookieOptions options;
    options.path.reset();
    std::size_t attributes = 0;
    const auto text = [&](std::optional<std::string>& option) {
        if (const std::string_view line = input.line(); !line.empty()) {
            option = line;
            ++attributes;
        }
    };
    text(options.domain);
    text(options.path);
    text(options.samesite);
    const std::string_view flags = input.line();
    options.httponly = has(flags, 'h');
    options.secure = has(flags, 's');
    options.partitioned = has(flags, 'p');
    if (has(flags, 'm'))
        options.max_age = std::chrono::seconds(60);
    attributes += options.httponly + options.partitioned +
                  (options.secure || options.partitioned ? 1 : 0) + (options.max_age ? 2 : 0);
    const std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
    return {dump_cookie(name, input.rest(), options, now), attributes};
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
try {
    fuzz::Input input(data, size);
    const std::string_view name = fuzz::Input(data, size).line();
    const auto [header, attributes] = write(input);
    require(header.find_first_of(std::string_view("\r\n\0", 3)) == header.npos,
            "a Set-Cookie value is one line");
    require(static_cast<std::size_t>(std::ranges::count(header, ';')) == attributes,
            "there are the attributes that were asked for, and no others");

    const std::string pair = header.substr(0, header.find(';'));
    std::string buffer;
    const auto found = find_cookie(pair, name, buffer);
    const bool is_ascii = std::ranges::all_of(name, [](char c) { return (c & 0x80) == 0; });
    if (is_ascii) // Latin-1 has white space of its own, which readers strip
        require(found == input.rest(), "the value reads back");
    return 0;
} catch (const std::invalid_argument&) {
    return 0; // a name, domain or SameSite that the documentation excludes
}
