#pragma once

#include "net/tls/tls_context.hpp"
#include "net/transfer.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace costrel::inline v1::net {

// Carries bytes through TLS. It never waits: where a PlainChannel says that the socket would, so
// does this.
class TlsChannel {
public:
    static constexpr bool secure = true;
    // About what OpenSSL 3 holds for one, in bytes: during the handshake, and after it.
    static constexpr std::size_t handshake_memory = 64 * 1024;
    static constexpr std::size_t memory = 24 * 1024;

    // The context, and with it the certificate, stays that of this connection until its end, even
    // when the server has another one by then. Throws std::bad_alloc.
    TlsChannel(int descriptor, std::shared_ptr<const TlsContext> context);
    TlsChannel(TlsChannel&&) noexcept = default;

    // Goes on with the handshake, until it has moved or is broken.
    Transfer handshake() noexcept;
    // Why it is broken, in OpenSSL's words, which quote nothing that the peer sent. Empty when the
    // peer has just gone, as a load balancer that looks whether somebody is there.
    std::string_view handshake_error() const noexcept { return error_; }

    // The socket is readable. How much of it is read then is limited.
    void begin_turn() noexcept;

    Transfer receive(std::span<char> input) noexcept;
    // Moved when there is something to receive, which stays where it is.
    Transfer peek() noexcept;
    Transfer send(std::string_view output) noexcept;
    // Sends close_notify (RFC 8446 section 6.1).
    Transfer end() noexcept;

private:
    struct Freer {
        void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    };

    Transfer failed(int result) noexcept;
    void respond_to_plain_http() noexcept;

    std::shared_ptr<const TlsContext> context_;
    std::unique_ptr<SSL, Freer> ssl_;
    std::string_view error_;
    bool usable_ = true; // OpenSSL allows no further call after some errors
};

} // namespace costrel::inline v1::net
