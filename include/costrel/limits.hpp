#pragma once

#include <chrono>
#include <cstddef>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What the server accepts from a connection before it responds with an error or closes it. Every
/// default is explained in docs/security.md.
struct Limits {
    std::size_t max_request_line = 8 * 1024; ///< bytes; above: 414 and close (RFC 9112 section 3)
    std::size_t max_header_bytes =
        16 * 1024;                       ///< names, values and separators, trailers included; 431
    std::size_t max_header_fields = 100; ///< trailers included; 431
    std::size_t max_field_name = 256;    ///< bytes of one name, trailers included; 431
    std::size_t max_chunk_ext_bytes = 4 * 1024; ///< chunk extensions of one request; 400
    std::size_t max_leading_crlf = 2; ///< empty lines before a request (RFC 9112 section 2.2); 400

    std::chrono::milliseconds header_timeout{
        10'000};                                 ///< first byte to end of the head, absolute; 408
    std::chrono::milliseconds body_gap{10'000};  ///< longest pause within a body; 408
    std::chrono::milliseconds body_grace{5'000}; ///< before body_min_rate counts
    std::size_t body_min_rate = 1024;            ///< bytes a second over 10 s; 408
    std::chrono::milliseconds keepalive_idle{15'000}; ///< between requests; the connection closes
    std::chrono::milliseconds write_stall{20'000};    ///< no byte taken by the client; reset
    std::chrono::milliseconds connection_lifetime{3'600'000}; ///< the last response says close
    std::size_t keepalive_requests = 1000;                    ///< the last response says close
    std::size_t max_response_buffer =
        1024 *
        1024; ///< bytes of responses not yet taken, above which no pipelined request is begun

    std::chrono::milliseconds lingering_time{
        30'000}; ///< how long what still comes after an error response is read and dropped
    std::chrono::milliseconds lingering_gap{2'000}; ///< longest pause meanwhile; closes
    std::size_t max_connections = 10'000; ///< an application; also kept under the descriptor limit
    std::size_t max_memory =
        512 * 1024 * 1024; ///< bytes that an application's connections buffer; above: 503
    std::size_t max_waiting_requests =
        10'000; ///< whose handlers wait, also without their clients; above: 503
    std::chrono::milliseconds drain_time{
        0}; ///< from SIGTERM, while healthz says 503, until no more connections are accepted
    std::chrono::milliseconds graceful_timeout{30'000}; ///< from then until connections are cut
    std::chrono::milliseconds cancel_timeout{
        5'000}; ///< after that, until requests that still wait are left behind
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
