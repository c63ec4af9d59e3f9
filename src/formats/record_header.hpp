#pragma once

#include <costrel/session/handle.hpp>
#include <costrel/session/store.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::formats {

// What stands in front of a session in a store, 96 bytes. Integers are little-endian.
//
//      0  "csr" 1       magic and version
//      4  flags         1: the data is a zlib stream
//      5  kind          0: a session; 1: it has moved to another ID; 2: RememberedLogins
//      6  u16           the length of the header, so that a reader skips what it does not know
//      8  u64           the version of the record, which a replacement must name
//     16  u64           when the session began, in milliseconds since 1970
//     24  u64           when it ends however much it is used; 0: never
//     32  u64           the first half of the hash of its user; 0: none
//     40  8 x u32       the low halves of the versions before, newest first: whose connection
//                       broke finds out whether what it wrote is among them
//     72  16 bytes      the handle
//     88  u64           when it was last written or touched (record_renewed_at)
//     96  data
struct RecordHeader {
    bool compressed = false;
    std::uint8_t kind = session;
    std::uint64_t version = 0;
    std::uint64_t created = 0;
    std::uint64_t ends = 0;
    std::uint64_t user = 0;
    std::array<std::uint32_t, 8> recent{};
    Handle handle{};
    std::uint64_t renewed = 0;

    static constexpr std::size_t size = 96;
    static constexpr std::uint8_t session = 0;
    static constexpr std::uint8_t moved = 1;
    static constexpr std::uint8_t remembered = 2;

    // The header of `record`, whose data becomes `data`. Nothing when it is not one of ours, or is
    // of a version or with flags that are not known.
    static std::optional<RecordHeader> read(std::string_view record, std::string_view& data);
    void append_to(std::string& record) const;
};

} // namespace costrel::inline v1::formats

#pragma GCC visibility pop
