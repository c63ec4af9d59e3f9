#pragma once

#include <string>

namespace costrel::inline v1::net {

// Where a certificate and its private key are, as PEM.
struct TlsFiles {
    std::string cert; // the server's certificate first, then the chain; empty: no TLS
    std::string key;  // empty: it stands in the same file
};

} // namespace costrel::inline v1::net
