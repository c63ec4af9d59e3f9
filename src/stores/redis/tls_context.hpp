#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

namespace costrel::inline v1::stores {

// Files of certificates, PEM; each may be empty.
struct TlsFiles {
    std::string authorities{}; // who vouches for servers; empty: those that the system trusts
    std::string certificate{}; // that a server is shown
    std::string key{};         // of it

    bool operator==(const TlsFiles&) const = default;
};

// What all connections to some servers by TLS have in common. TLS 1.2 or newer; sessions are not
// resumed, since OpenSSL would not look at the name of the server again.
class TlsContext {
public:
    // Throws ConfigError.
    explicit TlsContext(const TlsFiles& files);

    SSL_CTX* get() const noexcept { return context_.get(); }

private:
    struct Free {
        void operator()(SSL_CTX* context) const noexcept;
    };

    std::unique_ptr<SSL_CTX, Free> context_;
};

} // namespace costrel::inline v1::stores
