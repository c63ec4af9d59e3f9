#pragma once

#include "stores/redis/tls_context.hpp"

#include <costrel/session/store.hpp>

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// TLS without a socket: what is to be sent and what came is passed by hand, so nothing waits, and
// no write raises SIGPIPE, which OpenSSL's own BIO of a socket does.
class TlsClient {
public:
    // To a server that has to have a certificate for `host`, a name or an address.
    TlsClient(const TlsContext& context, const std::string& host);

    enum class Step : std::uint8_t { done, needs_more, failed };
    // Goes on with the handshake.
    Step shake_hands();
    // Puts a text in what is to be sent.
    Step write(std::string_view text);
    // Some of what was said, at most as much as there is room for; `text` is that. May have
    // something to send afterwards.
    Step read(std::span<char> room, std::string_view& text);

    // What came, all of it; false: there is no memory.
    bool feed(std::string_view received);
    // Appends what is to be sent.
    void take_to_send(std::string& out);

    // Why it failed: the certificate, what the server said, or that it ended.
    const StoreError& error() const noexcept { return error_; }

private:
    struct Free {
        void operator()(SSL* session) const noexcept;
    };

    Step failed(int result);

    std::unique_ptr<SSL, Free> session_;
    BIO* received_ = nullptr; // both are its own
    BIO* to_send_ = nullptr;
    StoreError error_{};
};

} // namespace costrel::inline v1::stores
