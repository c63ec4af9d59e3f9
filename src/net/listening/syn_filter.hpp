#pragma once

namespace costrel::inline v1::net {

// Makes a TCP socket that listens ignore whoever wants to connect from now on (a SYN), and not
// those whose handshake has begun: they can still be accepted. Without it a connection that
// becomes whole between the last accept and the close would be reset, with the request that its
// client has sent by then. Who was ignored tries again a second later, and finds the next server,
// or none. False when the system does not have it.
bool attach_syn_filter(int listener) noexcept;

} // namespace costrel::inline v1::net
