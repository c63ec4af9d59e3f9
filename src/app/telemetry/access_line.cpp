#include "app/telemetry/access_line.hpp"

#include "app/telemetry/log_text.hpp"

#include <array>
#include <charconv>

namespace costrel::inline v1 {

namespace {

using std::chrono::system_clock;

// How many bytes each text takes in a line at most: a whole line has room for all of them.
constexpr std::size_t longest_address = 64;
constexpr std::size_t longest_method = 64;
constexpr std::size_t longest_target = 1800;
constexpr std::size_t longest_referer = 800;
constexpr std::size_t longest_agent = 512;
constexpr std::size_t longest_endpoint = 160;
constexpr std::size_t longest_id = 128;

template <class Number>
void append_number(std::string& out, Number number)
{
    std::array<char, 24> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    static_cast<void>(error); // 24 characters hold every number of 64 bits
    out.append(digits.data(), end);
}

// With zeros in front; as a template, its divisions are multiplications.
template <unsigned digits>
void append_padded(std::string& out, unsigned number)
{
    std::array<char, digits> text;
    for (unsigned i = digits; i > 0; --i) {
        text[i - 1] = static_cast<char>('0' + number % 10);
        number /= 10;
    }
    out.append(text.data(), digits);
}

struct Moment {
    std::chrono::year_month_day day;
    std::chrono::hh_mm_ss<std::chrono::milliseconds> time;

    explicit Moment(system_clock::time_point when)
        : day(std::chrono::floor<std::chrono::days>(when)),
          time(std::chrono::floor<std::chrono::milliseconds>(when) -
               std::chrono::floor<std::chrono::days>(when))
    {
    }
};

void append_clock(std::string& out, const Moment& moment)
{
    append_padded<2>(out, static_cast<unsigned>(moment.time.hours().count()));
    out += ':';
    append_padded<2>(out, static_cast<unsigned>(moment.time.minutes().count()));
    out += ':';
    append_padded<2>(out, static_cast<unsigned>(moment.time.seconds().count()));
}

// "24/Nov/2026:13:52:24 +0000"
void append_common_log_time(std::string& out, system_clock::time_point when)
{
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Moment moment(when);
    append_padded<2>(out, static_cast<unsigned>(moment.day.day()));
    out += '/';
    out += months[static_cast<unsigned>(moment.day.month()) - 1];
    out += '/';
    append_padded<4>(out, static_cast<unsigned>(static_cast<int>(moment.day.year())));
    out += ':';
    append_clock(out, moment);
    out += " +0000";
}

// "2026-11-24T13:52:24.123Z" (RFC 3339)
void append_rfc_3339_time(std::string& out, system_clock::time_point when)
{
    const Moment moment(when);
    append_padded<4>(out, static_cast<unsigned>(static_cast<int>(moment.day.year())));
    out += '-';
    append_padded<2>(out, static_cast<unsigned>(moment.day.month()));
    out += '-';
    append_padded<2>(out, static_cast<unsigned>(moment.day.day()));
    out += 'T';
    append_clock(out, moment);
    out += '.';
    append_padded<3>(out, static_cast<unsigned>(moment.time.subseconds().count()));
    out += 'Z';
}

// "0.000123": microseconds are as exact as it is useful.
void append_seconds(std::string& out, std::chrono::nanoseconds duration)
{
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    const std::uint64_t count = whole > 0 ? static_cast<std::uint64_t>(whole) : 0;
    append_number(out, count / 1'000'000);
    out += '.';
    append_padded<6>(out, static_cast<unsigned>(count % 1'000'000));
}

// A dash stands for what is not there.
void append_field(std::string& out, std::string_view text, std::size_t longest)
{
    if (text.empty())
        out += '-';
    else
        append_hex_escaped(out, text, longest);
}

void append_member(std::string& out, std::string_view name, std::string_view text,
                   std::size_t longest)
{
    if (text.empty())
        return;
    out += ",\"";
    out += name;
    out += "\":\"";
    append_json_escaped(out, text, longest);
    out += '"';
}

} // namespace

void append_combined_line(std::string& out, const AccessRecord& record)
{
    append_field(out, record.remote_addr, longest_address);
    out += " - - [";
    append_common_log_time(out, record.time);
    out += "] \"";
    if (record.method.empty()) {
        append_field(out, record.request_line, longest_target);
    } else {
        append_field(out, record.method, longest_method);
        out += ' ';
        append_field(out, record.target, longest_target);
        out += record.minor_version == 0 ? " HTTP/1.0" : " HTTP/1.1";
    }
    out += "\" ";
    append_number(out, record.status);
    out += ' ';
    append_number(out, record.body_bytes);
    out += " \"";
    append_field(out, record.referer, longest_referer);
    out += "\" \"";
    append_field(out, record.user_agent, longest_agent);
    out += "\"\n";
}

void append_json_line(std::string& out, const AccessRecord& record)
{
    out += "{\"time\":\"";
    append_rfc_3339_time(out, record.time);
    out += '"';
    append_member(out, "remote_addr", record.remote_addr, longest_address);
    if (record.method.empty()) {
        append_member(out, "request_line", record.request_line, longest_target);
    } else {
        append_member(out, "method", record.method, longest_method);
        append_member(out, "target", record.target, longest_target);
        append_member(out, "protocol", record.minor_version == 0 ? "HTTP/1.0" : "HTTP/1.1", 8);
    }
    out += ",\"status\":";
    append_number(out, record.status);
    out += ",\"body_bytes\":";
    append_number(out, record.body_bytes);
    out += ",\"duration\":";
    append_seconds(out, record.duration);
    append_member(out, "endpoint", record.endpoint, longest_endpoint);
    append_member(out, "request_id", record.request_id, longest_id);
    append_member(out, "referer", record.referer, longest_referer);
    append_member(out, "user_agent", record.user_agent, longest_agent);
    append_member(out, "refused_by", record.refused_by, longest_endpoint);
    if (record.cut)
        out += ",\"cut\":true";
    out += "}\n";
}

} // namespace costrel::inline v1
