#pragma once

#include <cstddef>
#include <cstdint>

namespace costrel::inline v1::net {

// What became of an attempt to move bytes through a connection, which never waits. What carries
// them (PlainChannel, TlsChannel) responds with it.
struct Transfer {
    enum class Outcome : std::uint8_t {
        moved,       // `count` bytes
        ended,       // the peer sends nothing more
        wants_read,  // try again when the socket is readable
        wants_write, // try again when it is writable
        wants_turn,  // try again after the loop's other connections had a turn
        broken,      // the connection is of no more use
    };

    Outcome outcome = Outcome::moved;
    std::size_t count = 0;
    Outcome next = Outcome::moved; // what the next receive() would say; moved: who tries will know
};

} // namespace costrel::inline v1::net
