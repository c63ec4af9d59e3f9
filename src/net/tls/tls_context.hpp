#pragma once

#include "net/listening/listen_error.hpp"
#include "net/tls/certificate_names.hpp"
#include "net/tls/ticket_keys.hpp"
#include "net/tls/tls_files.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1::net {

// Certificates with their keys, and how TLS is spoken with them: TLS 1.2 and 1.3, ciphers with
// forward secrecy and authentication only, no compression, no renegotiation, HTTP/1.1 by ALPN,
// tickets to resume by. A client that asks for a server that one of them is for gets that one, any
// other client the first. All loops use it at once.
class TlsContext {
public:
    // Reads the files, of which there are some. Throws ListenError with a sentence when they cannot
    // be read, are no certificate and key, or do not fit each other.
    explicit TlsContext(const std::vector<TlsFiles>& files);
    explicit TlsContext(const TlsFiles& files) : TlsContext(std::vector{files}) {}
    // The same, with warnings() in the log.
    static std::shared_ptr<const TlsContext> read(const std::vector<TlsFiles>& files);
    // The files as they are now; `before`, and a sentence in the log, when one is no good.
    static std::shared_ptr<const TlsContext> reread(const std::vector<TlsFiles>& files,
                                                    std::shared_ptr<const TlsContext> before);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    // For one connection. Throws std::bad_alloc.
    SSL* new_connection() const;

    // What an operator should know of the files though they work: a certificate that has expired, a
    // key that every user can read.
    std::vector<std::string> warnings() const;

private:
    struct Freer {
        void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    };

    static int choose_certificate(SSL* ssl, int* alert, void* self) noexcept;

    std::vector<TlsFiles> files_;
    TicketKeys ticket_keys_;
    std::vector<std::unique_ptr<SSL_CTX, Freer>> contexts_; // one for each certificate
    CertificateNames names_;
};

} // namespace costrel::inline v1::net
