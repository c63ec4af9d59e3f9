#include "app/telemetry/access_line.hpp"

#include "app/telemetry/line_room.hpp"
#include "app/telemetry/log_text.hpp"

#include <array>

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
// The greater one is that of JSON: the names of its members, the time and four numbers beside them.
static_assert(longest_address + longest_method + longest_target + longest_referer + longest_agent +
                  longest_endpoint + longest_id + longest_endpoint + 350 <=
              longest_access_line);

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

void put_clock(LineRoom& line, const Moment& moment) noexcept
{
    line.put_padded<2>(static_cast<unsigned>(moment.time.hours().count()));
    line.put(':');
    line.put_padded<2>(static_cast<unsigned>(moment.time.minutes().count()));
    line.put(':');
    line.put_padded<2>(static_cast<unsigned>(moment.time.seconds().count()));
}

// "24/Nov/2026:13:52:24 +0000"
void put_common_log_time(LineRoom& line, const Moment& moment) noexcept
{
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    line.put_padded<2>(static_cast<unsigned>(moment.day.day()));
    line.put('/');
    line.put(months[static_cast<unsigned>(moment.day.month()) - 1]);
    line.put('/');
    line.put_padded<4>(static_cast<unsigned>(static_cast<int>(moment.day.year())));
    line.put(':');
    put_clock(line, moment);
    line.put(" +0000");
}

// "2026-11-24T13:52:24" (RFC 3339, without what follows the second)
void put_rfc_3339_time(LineRoom& line, const Moment& moment) noexcept
{
    line.put_padded<4>(static_cast<unsigned>(static_cast<int>(moment.day.year())));
    line.put('-');
    line.put_padded<2>(static_cast<unsigned>(moment.day.month()));
    line.put('-');
    line.put_padded<2>(static_cast<unsigned>(moment.day.day()));
    line.put('T');
    put_clock(line, moment);
}

// A time to the second, whose text most lines have in common with the one before.
class KeptTime {
public:
    template <class Put>
    std::string_view text(std::chrono::sys_seconds second, Put put) noexcept
    {
        if (second_ != second) {
            LineRoom room(text_.data());
            put(room, Moment(second));
            size_ = static_cast<std::size_t>(room.end() - text_.data());
            second_ = second;
        }
        return {text_.data(), size_};
    }

private:
    std::chrono::sys_seconds second_ = std::chrono::sys_seconds::min();
    std::array<char, 32> text_{};
    std::size_t size_ = 0;
};

// "0.000123": microseconds are as exact as it is useful.
void put_seconds(LineRoom& line, std::chrono::nanoseconds duration) noexcept
{
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    const std::uint64_t count = whole > 0 ? static_cast<std::uint64_t>(whole) : 0;
    if (count < 1'000'000) // nearly always
        line.put('0');
    else
        line.put_number(count / 1'000'000);
    line.put('.');
    line.put_padded<6>(static_cast<unsigned>(count % 1'000'000));
}

// A dash stands for what is not there.
void put_field(LineRoom& line, std::string_view text, std::size_t longest) noexcept
{
    if (text.empty())
        line.put('-');
    else
        line.set_end(put_hex_escaped(line.end(), text, longest));
}

// `name` has what stands around it: ,"name":"
template <std::size_t size>
void put_member(LineRoom& line, const char (&name)[size], std::string_view text,
                std::size_t longest) noexcept
{
    if (text.empty())
        return;
    line.put(name);
    line.set_end(put_json_escaped(line.end(), text, longest));
    line.put('"');
}

std::string_view written(AccessLineRoom room, const LineRoom& line) noexcept
{
    return {room.data(), static_cast<std::size_t>(line.end() - room.data())};
}

} // namespace

std::string_view combined_line(AccessLineRoom room, const AccessRecord& record) noexcept
{
    static thread_local constinit KeptTime time;

    LineRoom line(room.data());
    put_field(line, record.remote_addr, longest_address);
    line.put(" - - [");
    line.put(time.text(std::chrono::floor<std::chrono::seconds>(record.time), put_common_log_time));
    line.put("] \"");
    if (record.method.empty()) {
        put_field(line, record.request_line, longest_target);
    } else {
        put_field(line, record.method, longest_method);
        line.put(' ');
        put_field(line, record.target, longest_target);
        line.put(record.minor_version == 0 ? std::string_view(" HTTP/1.0") : " HTTP/1.1");
    }
    line.put("\" ");
    line.put_padded<3>(static_cast<unsigned>(record.status));
    line.put(' ');
    line.put_number(record.body_bytes);
    line.put(" \"");
    put_field(line, record.referer, longest_referer);
    line.put("\" \"");
    put_field(line, record.user_agent, longest_agent);
    line.put("\"\n");
    return written(room, line);
}

std::string_view json_line(AccessLineRoom room, const AccessRecord& record) noexcept
{
    static thread_local constinit KeptTime time;
    const auto second = std::chrono::floor<std::chrono::seconds>(record.time);

    LineRoom line(room.data());
    line.put("{\"time\":\"");
    line.put(time.text(second, put_rfc_3339_time));
    line.put('.');
    line.put_padded<3>(static_cast<unsigned>(
        std::chrono::duration_cast<std::chrono::milliseconds>(record.time - second).count()));
    line.put("Z\"");
    put_member(line, ",\"remote_addr\":\"", record.remote_addr, longest_address);
    if (record.method.empty()) {
        put_member(line, ",\"request_line\":\"", record.request_line, longest_target);
    } else {
        put_member(line, ",\"method\":\"", record.method, longest_method);
        put_member(line, ",\"target\":\"", record.target, longest_target);
        if (record.minor_version == 0)
            line.put(",\"protocol\":\"HTTP/1.0\"");
        else
            line.put(",\"protocol\":\"HTTP/1.1\"");
    }
    line.put(",\"status\":");
    line.put_padded<3>(static_cast<unsigned>(record.status));
    line.put(",\"body_bytes\":");
    line.put_number(record.body_bytes);
    line.put(",\"duration\":");
    put_seconds(line, record.duration);
    put_member(line, ",\"endpoint\":\"", record.endpoint, longest_endpoint);
    put_member(line, ",\"request_id\":\"", record.request_id, longest_id);
    put_member(line, ",\"referer\":\"", record.referer, longest_referer);
    put_member(line, ",\"user_agent\":\"", record.user_agent, longest_agent);
    put_member(line, ",\"refused_by\":\"", record.refused_by, longest_endpoint);
    if (record.cut)
        line.put(",\"cut\":true");
    line.put("}\n");
    return written(room, line);
}

} // namespace costrel::inline v1
