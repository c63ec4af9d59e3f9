// A line of the access log: whatever a client sends is one line of printable ASCII with the fields
// that there are, and each field reads back. The lines are method, target, referer and whether the
// request was refused ("r"); the rest is the user agent.
#include "app/telemetry/access_line.hpp"

#include "fuzz/input.hpp"

#include <costrel/json.hpp>
#include <costrel/utf8.hpp>
#include <costrel/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

using namespace costrel;
using fuzz::require;

namespace {

void require_one_line(std::string_view line)
{
    require(line.size() <= longest_access_line, "a line is not too long");
    require(line.ends_with('\n') && std::ranges::count(line, '\n') == 1, "one line is one line");
    require(std::ranges::all_of(line.substr(0, line.size() - 1),
                                [](char c) { return c >= ' ' && c < '\x7F'; }),
            "a line is printable ASCII");
}

// Takes nginx's escapes back.
std::string unescaped(std::string_view field)
{
    std::string text;
    while (!field.empty()) {
        if (field.front() != '\\') {
            text += field.front();
            field.remove_prefix(1);
            continue;
        }
        unsigned byte = 0;
        require(field.size() >= 4 && field[1] == 'x' &&
                    std::from_chars(field.data() + 2, field.data() + 4, byte, 16).ptr ==
                        field.data() + 4,
                "an escape is whole");
        text += static_cast<char>(byte);
        field.remove_prefix(4);
    }
    return text;
}

// `shown` is `sent`, or its beginning with a mark behind it.
void require_shown(std::string_view shown, std::string_view sent)
{
    if (shown == sent)
        return;
    require(shown.ends_with("..."), "a field reads back, or says that it was cut");
    shown.remove_suffix(3);
    require(sent.starts_with(shown) && sent.size() > shown.size() && shown.size() > 5,
            "a field that was cut shows its beginning");
}

void check_combined(const AccessRecord& record)
{
    std::array<char, longest_access_line> room;
    std::string line(combined_line(AccessLineRoom(room), record));
    require_one_line(line);
    require(std::ranges::count(line, '"') == 6, "three fields stand in quotes");
    line.resize(line.size() - 2); // the last quote and the line's end
    require_shown(unescaped(line.substr(line.rfind('"') + 1)),
                  record.user_agent.empty() ? "-" : record.user_agent);
}

void check_json(const AccessRecord& record)
{
    std::array<char, longest_access_line> room;
    const std::string_view line = json_line(AccessLineRoom(room), record);
    require_one_line(line);
    const auto value = json_loads(line);
    require(value && value->as<Dict>(), "JSON reads back");
    const auto member = [&](std::string_view name) {
        const Value* found = value->as<Dict>()->find(name);
        return found ? *found->as<std::string>() : std::string();
    };
    require_shown(member("user_agent"), to_utf8(record.user_agent));
    require_shown(member("referer"), to_utf8(record.referer));
    require_shown(member("request_line"),
                  to_utf8(record.method.empty() ? record.request_line : ""));
    require_shown(member("target"), to_utf8(record.method.empty() ? "" : record.target));
    require(*value->as<Dict>()->find("status") == Value(200), "nothing takes the place of a field");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    AccessRecord record;
    record.remote_addr = "127.0.0.1";
    record.status = 200;
    record.method = input.line();
    record.target = input.line();
    record.referer = input.line();
    const bool is_refused = input.line() == "r";
    record.user_agent = input.rest();
    if (is_refused) {
        record.method = {};
        record.request_line = input.rest();
    }
    check_combined(record);
    check_json(record);
    return 0;
}
