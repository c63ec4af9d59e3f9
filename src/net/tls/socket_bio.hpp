#pragma once

#include <openssl/bio.h>

namespace costrel::inline v1::net {

// What OpenSSL reads a socket by and writes to it, without waiting and without SIGPIPE, which its
// own BIO_s_socket raises. It does not close the socket. Throws std::bad_alloc.
BIO* new_socket_bio(int descriptor);

// In one turn it gives so many pieces and then says once that it would block: a peer that sends
// records without content (KeyUpdate, say) without end must not keep the loop from its other
// connections.
void begin_turn(BIO* bio) noexcept;

// Whether the last read of this turn left nothing in the socket; false before the first one.
bool is_drained(BIO* bio) noexcept;

} // namespace costrel::inline v1::net
