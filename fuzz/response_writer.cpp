// An answer as it is written: one status line, the fields that were asked for and no other, and a
// body as long as it says, whatever is in them. The lines are the status, the content type, a
// field's name and value, and flags; the rest is the body.
#include "http/response_writer.hpp"

#include "fuzz/input.hpp"
#include "http/grammar.hpp"
#include "http/message.hpp"

#include <stdexcept>
#include <string>
#include <vector>

using namespace costrel;
using fuzz::require;

namespace {

constexpr std::string_view date = "Tue, 14 Nov 2023 22:13:20 GMT";

struct Written {
    int status = 0;
    std::vector<http::Field> fields;
    std::string_view body;
};

// Splits what was written in the plainest way.
Written split(std::string_view text)
{
    Written written;
    const std::size_t end = text.find("\r\n\r\n");
    require(end != text.npos, "a head ends with an empty line");
    std::string_view head = text.substr(0, end + 2);
    written.body = text.substr(end + 4);
    const auto line = [&] {
        const std::size_t line_end = head.find("\r\n");
        const std::string_view one = head.substr(0, line_end);
        require(one.find_first_of(std::string_view("\r\n\0", 3)) == one.npos, "a line is one line");
        head.remove_prefix(line_end + 2);
        return one;
    };
    const std::string_view status_line = line();
    require(status_line.starts_with("HTTP/1.1 ") && status_line.size() > 13 &&
                status_line[12] == ' ',
            "a status line has a version, a status and a reason");
    written.status = std::stoi(std::string(status_line.substr(9, 3)));
    while (!head.empty()) {
        const std::string_view field = line();
        const std::size_t colon = field.find(": ");
        require(colon != field.npos && http::is_token(field.substr(0, colon)), "a name is a token");
        written.fields.push_back({field.substr(0, colon), field.substr(colon + 2)});
    }
    return written;
}

std::size_t count(const Written& written, std::string_view name)
{
    std::size_t found = 0;
    for (const http::Field& field : written.fields)
        found += http::equal_ignoring_case(field.name, name);
    return found;
}

bool has(std::string_view flags, char flag)
{
    return flags.find(flag) != flags.npos;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
try {
    fuzz::Input input(data, size);
    int status = 0;
    for (const char c : input.line().substr(0, 4))
        status = status * 10 + (c - '0');
    if (status == 500)
        return 0; // it could not be told from what cannot be sent
    const std::string_view content_type = input.line();
    const std::string_view name = input.line();
    const std::string_view value = input.line();
    const std::string_view flags = input.line();

    Response response("");
    response.status = status;
    response.content_type = std::string(content_type);
    response.body = std::string(input.rest());
    if (!name.empty())
        response.headers.add(std::string(name), std::string(value));
    const std::size_t own = name.empty() ? 0 : 1;

    const bool to_head = has(flags, 'h');
    const http::ResponseContext context{.date = has(flags, 'd') ? date : std::string_view(),
                                        .to_head_request = to_head,
                                        .connection =
                                            has(flags, 'c')   ? http::ConnectionOption::close
                                            : has(flags, 'k') ? http::ConnectionOption::keep_alive
                                                              : http::ConnectionOption::none};
    std::string text = "what was there before";
    const std::size_t before = text.size();
    http::append_response(text, response, context);
    require(text.starts_with("what was there before"), "an answer is appended");
    const Written written = split(std::string_view(text).substr(before));

    require(written.status >= 200 && written.status <= 599, "an answer is a final one");
    const bool is_sent = written.status == status;
    require(is_sent || written.status == 500, "what cannot be sent is a 500");
    require(count(written, "Date") == has(flags, 'd'), "there is one Date");
    require(count(written, "Connection") == (has(flags, 'c') || has(flags, 'k')), "Connection");
    const bool is_bodiless = status == 204 || status == 304;
    require(count(written, "Content-Length") == !(is_sent && is_bodiless), "one length");
    if (is_sent && !is_bodiless && status != 205)
        require(to_head ? written.body.empty() : written.body == input.rest(), "the body");
    else if (is_sent)
        require(written.body.empty(), "no body");
    for (const http::Field& field : written.fields)
        if (http::equal_ignoring_case(field.name, "Content-Length") && !to_head)
            require(std::stoul(std::string(field.value)) == written.body.size(), "its length");

    const std::size_t fixed =
        count(written, "Date") + count(written, "Connection") + count(written, "Content-Length");
    if (is_sent) {
        const bool typed = !content_type.empty() && status != 304;
        require(written.fields.size() == fixed + own + typed, "the fields that were asked for");
        bool found = own == 0;
        for (const http::Field& field : written.fields)
            found = found || (field.name == name && field.value == value);
        require(found, "a field is sent as it is");
    }
    return 0;
} catch (const std::invalid_argument&) {
    return 0; // a field that the documentation excludes
}
