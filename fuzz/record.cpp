// The record of a store, of whatever bytes: what has no header of ours is no session, and nobody is
// given one that was left.
#include "formats/record_header.hpp"
#include "formats/remembered_logins.hpp"
#include "fuzz/input.hpp"
#include "session/rotation.hpp"

#include <costrel/session/record_format.hpp>

#include <chrono>
#include <string>

using namespace costrel;
using fuzz::require;

namespace {

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'800'000'000));

void read_session(std::string_view record)
{
    std::string_view data;
    const auto header = formats::RecordHeader::read(record, data);
    const auto format = RecordFormat::costrel();
    const SealedContent found = format->open(record, now);
    require(found.origin != SessionOrigin::opened || header.has_value(),
            "only what has a header is a session");
    if (found.origin == SessionOrigin::opened)
        (void)format->read(found.content);
    (void)session::successor_in(nullptr, "id", record);
    if (!header)
        return;
    const StoredRecord left = session::tombstone_of({.bytes = std::string(record)}, 1, now);
    require(session::is_tombstone(left.bytes), "what was left is a session no more");
    require(format->open(left.bytes, now).origin == SessionOrigin::unknown_id,
            "nobody is given a session that was left");
}

void read_remembered(std::string_view record)
{
    formats::RememberedLogins logins = formats::RememberedLogins::read(record);
    const StoredRecord again = logins.write(7, now);
    require(again.version == 7, "it has the version that it is given");
    formats::RememberedLogins same = formats::RememberedLogins::read(again.bytes);
    require(same.write(7, now).bytes.size() == again.bytes.size(),
            "what was written is read whole");
    logins.keep_only({});
    require(formats::RememberedLogins::read(logins.write(8, now).bytes).keep_only({}) == false,
            "none is left of those that were taken out");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view record = fuzz::Input(data, size).rest();
    read_session(record);
    read_remembered(record);
    return 0;
}
