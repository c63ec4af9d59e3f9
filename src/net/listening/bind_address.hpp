#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::net {

// Where to listen, as the configuration says it:
//
//     127.0.0.1:5000   [::1]:5000   localhost:5000     TCP
//     unix:/run/app.sock                               a Unix socket
//     systemd          systemd:web                     what systemd passed: all, or that name
//
// and after it, apart by spaces: "tls" or "plain", and for a Unix socket "mode=660".
struct BindAddress {
    enum class Kind : std::uint8_t { tcp, local, systemd };
    enum class Security : std::uint8_t { unsaid, plain, tls };

    Kind kind = Kind::tcp;
    std::string host;       // tcp
    std::uint16_t port = 0; // tcp; 0: any free one
    std::string path;       // local
    std::string name;       // systemd; empty: all
    Security security = Security::unsaid;
    std::optional<unsigned> mode; // local: permissions of the file; nothing: what the umask leaves

    // Throws ListenError with a sentence that quotes `text`.
    static BindAddress parse(std::string_view text);
};

} // namespace costrel::inline v1::net
