#include "formats/remembered_logins.hpp"

#include "formats/record_header.hpp"
#include "formats/remember_cookie.hpp"
#include "signing/digest_method.hpp"

#include <algorithm>
#include <cstring>

namespace costrel::inline v1::formats {

using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr std::string_view purpose = "costrel remembered logins";
// One series: its handle, that of its session, the counter, and two times in seconds since 1970.
constexpr std::size_t handle_size = std::tuple_size_v<Handle>;
constexpr std::size_t series_size = 2 * handle_size + 4 + 8 + 8;
// A record of which the last series was taken out is kept for a while, because it is replaced and
// not erased: somebody may be about to add one.
constexpr std::chrono::hours empty_for{1};

std::string prefixed(std::string_view text)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(text.size() >> shift);
    return bytes.append(text);
}

void append_number(std::string& data, std::uint64_t number, std::size_t bytes)
{
    for (std::size_t i = 0; i < bytes; ++i)
        data += static_cast<char>(number >> (8 * i));
}

std::uint64_t take_number(std::string_view& data, std::size_t bytes)
{
    std::uint64_t number = 0;
    for (std::size_t i = bytes; i-- > 0;)
        number = number << 8 | static_cast<unsigned char>(data[i]);
    data.remove_prefix(bytes);
    return number;
}

Handle take_handle(std::string_view& data)
{
    Handle handle{};
    std::memcpy(handle.data(), data.data(), handle.size());
    data.remove_prefix(handle.size());
    return handle;
}

// A time that no clock shows is taken for the end of the year 9999, so that it can be reckoned
// with.
sys_seconds take_time(std::string_view& data)
{
    constexpr std::uint64_t latest = 253'402'300'799;
    return sys_seconds(seconds(static_cast<std::int64_t>(std::min(take_number(data, 8), latest))));
}

} // namespace

StoreKey RememberedLogins::key(std::string_view application, std::string_view user)
{
    const std::array<std::string, 3> parts{prefixed(purpose), prefixed(application),
                                           prefixed(user)};
    std::array<unsigned char, signing::max_digest_size> hash;
    const std::size_t size = signing::compute_digest(
        "sha256", std::array<std::string_view, 3>{parts[0], parts[1], parts[2]}, hash);
    return {.bytes = std::string(reinterpret_cast<const char*>(hash.data()), size)};
}

RememberedLogins RememberedLogins::read(std::string_view record)
{
    RememberedLogins logins;
    std::string_view data;
    const auto header = RecordHeader::read(record, data);
    if (!header)
        return logins;
    logins.version_ = header->version;
    logins.recent_ = header->recent;
    if (header->kind != RecordHeader::remembered || data.size() % series_size != 0 ||
        data.size() > most * series_size)
        return logins;
    while (!data.empty()) {
        RememberedSeries one;
        one.series = take_handle(data);
        one.session = take_handle(data);
        one.counter = static_cast<std::uint32_t>(take_number(data, 4));
        one.since = take_time(data);
        one.used = take_time(data);
        logins.series_.push_back(one);
    }
    return logins;
}

RememberedSeries* RememberedLogins::find(const Handle& series) noexcept
{
    const auto found = std::ranges::find(series_, series, &RememberedSeries::series);
    return found == series_.end() ? nullptr : &*found;
}

void RememberedLogins::add(const RememberedSeries& login, sys_seconds now)
{
    std::erase_if(series_, [&](const RememberedSeries& one) {
        return one.since + RememberCookie::lifetime < now;
    });
    if (series_.size() == most)
        series_.erase(std::ranges::min_element(series_, {}, &RememberedSeries::used));
    series_.push_back(login);
}

bool RememberedLogins::remove(const Handle& series)
{
    return std::erase_if(series_, [&](const auto& one) { return one.series == series; }) > 0;
}

bool RememberedLogins::remove_of_session(const Handle& session)
{
    return std::erase_if(series_, [&](const auto& one) { return one.session == session; }) > 0;
}

bool RememberedLogins::keep_only(const std::optional<Handle>& series)
{
    return std::erase_if(series_, [&](const auto& one) { return one.series != series; }) > 0;
}

bool RememberedLogins::is_within(std::uint64_t version) const noexcept
{
    return version_ == version ||
           std::ranges::find(recent_, static_cast<std::uint32_t>(version)) != recent_.end();
}

StoredRecord RememberedLogins::write(std::uint64_t version, sys_seconds now) const
{
    RecordHeader header;
    header.kind = RecordHeader::remembered;
    header.version = version;
    if (version_ != 0) {
        header.recent[0] = static_cast<std::uint32_t>(version_);
        std::copy(recent_.begin(), recent_.end() - 1, header.recent.begin() + 1);
    }
    header.renewed =
        static_cast<std::uint64_t>(std::chrono::milliseconds(now.time_since_epoch()).count());
    StoredRecord record{.version = version, .expires = now + empty_for};
    header.append_to(record.bytes);
    for (const RememberedSeries& one : series_) {
        for (const Handle& handle : {one.series, one.session})
            record.bytes.append(reinterpret_cast<const char*>(handle.data()), handle.size());
        append_number(record.bytes, one.counter, 4);
        append_number(record.bytes,
                      static_cast<std::uint64_t>(one.since.time_since_epoch().count()), 8);
        append_number(record.bytes, static_cast<std::uint64_t>(one.used.time_since_epoch().count()),
                      8);
        // A host whose clock is behind looks for it a little longer.
        record.expires = std::max<SysMillis>(record.expires, one.since + RememberCookie::lifetime +
                                                                 std::chrono::minutes(10));
    }
    return record;
}

} // namespace costrel::inline v1::formats
