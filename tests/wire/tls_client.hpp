#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::wire {

// What a TLS client asks for.
struct TlsWish {
    int min_version = TLS1_2_VERSION;
    int max_version = TLS1_3_VERSION;
    std::string ciphers = {}; // of TLS 1.2; empty: OpenSSL's
    std::string alpn = {};    // such as "http/1.1"; empty: none
    SSL_SESSION* session = nullptr;
    std::string server = {}; // the name that it asks for (SNI); empty: none
    int receive_buffer = 0;  // the system takes only so many bytes that were not read; 0: as ever
};

// A browser's end of one TLS connection. No call waits longer than a minute.
class TlsClient {
public:
    // Without a handshake: see connected().
    explicit TlsClient(std::uint16_t port, const TlsWish& wish = {});
    ~TlsClient();
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    bool connected() const noexcept { return connected_; }
    // "TLSv1.3"
    std::string version() const { return SSL_get_version(ssl_.get()); }
    std::string protocol() const; // that ALPN chose; empty: none
    std::string subject() const;  // the common name of the server's certificate
    bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
    bool compressed() const { return SSL_get_current_compression(ssl_.get()) != nullptr; }
    bool renegotiates();
    // The session to resume by; of TLS 1.3 once something was read.
    SSL_SESSION* session() { return SSL_get1_session(ssl_.get()); }

    bool send(std::string_view bytes);
    // All until the end of the connection; `clean` says whether close_notify came.
    std::string read_to_end(bool& clean);
    // What comes next, at most 64 KiB; empty at the end.
    std::string read_some();
    // Reads until `text` has come.
    bool read_until(std::string_view text);
    void send_close_notify() { SSL_shutdown(ssl_.get()); }
    // Has the server renew its keys again and again, each time with a record that this end does not
    // read, until it takes nothing more for a second. Nothing can be sent after that, nor read.
    void demand_new_keys();
    // Waits until the server has reset the connection. Whether it did.
    bool is_reset() const;
    // A request and its answer, whose body is `body`.
    bool asks_and_gets(std::string_view request, std::string_view body);

    SSL* native() noexcept { return ssl_.get(); }
    int descriptor() const noexcept { return descriptor_; }

private:
    struct Freer {
        void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
        void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    };

    int descriptor_;
    std::unique_ptr<SSL_CTX, Freer> context_;
    std::unique_ptr<SSL, Freer> ssl_;
    bool connected_ = false;
};

} // namespace costrel::inline v1::wire
