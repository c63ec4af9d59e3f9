#pragma once

#include "net/listening/listen_error.hpp"
#include "net/tls/ticket_keys.hpp"
#include "net/tls/tls_files.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace costrel::net {

// A certificate with its key, and how TLS is spoken with it: TLS 1.2 and 1.3, ciphers with forward
// secrecy and authentication only, no compression, no renegotiation, HTTP/1.1 by ALPN, tickets to
// resume by. All loops use it at once.
class TlsContext {
public:
    // Reads the files. Throws ListenError with a sentence when they cannot be read, are no
    // certificate and key, or do not fit each other.
    explicit TlsContext(const TlsFiles& files);
    // The same, with warning() in the log.
    static std::shared_ptr<const TlsContext> read(const TlsFiles& files);
    // The files as they are now; `before`, and a sentence in the log, when they are no good.
    static std::shared_ptr<const TlsContext> reread(const TlsFiles& files,
                                                    std::shared_ptr<const TlsContext> before);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    // For one connection. Throws std::bad_alloc.
    SSL* new_connection() const;

    // What an operator should know of the files though they work: a certificate that has expired, a
    // key that every user can read. Empty: nothing.
    std::string warning() const;

private:
    struct Freer {
        void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    };

    TlsFiles files_;
    TicketKeys ticket_keys_;
    std::unique_ptr<SSL_CTX, Freer> context_;
};

} // namespace costrel::net
