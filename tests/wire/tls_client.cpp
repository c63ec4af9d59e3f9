#include "wire/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace costrel::inline v1::wire {

TlsClient::TlsClient(std::uint16_t port, const TlsWish& wish)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      context_(SSL_CTX_new(TLS_client_method()))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    if (wish.receive_buffer != 0)
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &wish.receive_buffer,
                     sizeof wish.receive_buffer);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
    const timeval patience{60, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);

    SSL_CTX_set_min_proto_version(context_.get(), wish.min_version);
    SSL_CTX_set_max_proto_version(context_.get(), wish.max_version);
    // What is old enough to be refused has to be asked for first.
    if (wish.max_version < TLS1_2_VERSION)
        SSL_CTX_set_security_level(context_.get(), 0);
    if (!wish.ciphers.empty())
        SSL_CTX_set_cipher_list(context_.get(), wish.ciphers.c_str());
    ssl_.reset(SSL_new(context_.get()));
    if (!wish.alpn.empty()) {
        const std::string list = static_cast<char>(wish.alpn.size()) + wish.alpn;
        SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(list.data()),
                            static_cast<unsigned>(list.size()));
    }
    if (!wish.server.empty())
        SSL_set_tlsext_host_name(ssl_.get(), wish.server.c_str());
    if (wish.session)
        SSL_set_session(ssl_.get(), wish.session);
    SSL_set_fd(ssl_.get(), descriptor_);
    connected_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
}

TlsClient::~TlsClient()
{
    ::close(descriptor_);
}

std::string TlsClient::protocol() const
{
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &chosen, &size);
    return std::string(reinterpret_cast<const char*>(chosen), size);
}

std::string TlsClient::subject() const
{
    X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
    if (!certificate)
        return {};
    char name[256] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                              sizeof name);
    return name;
}

bool TlsClient::renegotiates()
{
    SSL_renegotiate(ssl_.get());
    const bool done = SSL_do_handshake(ssl_.get()) == 1;
    ERR_clear_error();
    return done;
}

bool TlsClient::send(std::string_view bytes)
{
    const bool sent = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
                      static_cast<int>(bytes.size());
    ERR_clear_error();
    return sent;
}

std::string TlsClient::read_some()
{
    std::string some(65536, '\0');
    const int count = SSL_read(ssl_.get(), some.data(), static_cast<int>(some.size()));
    some.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return some;
}

std::string TlsClient::read_to_end(bool& clean)
{
    std::string all;
    for (std::string some; !(some = read_some()).empty();)
        all += some;
    clean = (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    ERR_clear_error();
    return all;
}

bool TlsClient::read_until(std::string_view text)
{
    std::string all;
    while (all.find(text) == all.npos) {
        const std::string some = read_some();
        if (some.empty())
            return false;
        all += some;
    }
    return true;
}

void TlsClient::demand_new_keys()
{
    ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
    const int little = 4096; // so that it is full soon
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
    constexpr int second = 1000;
    pollfd writable{descriptor_, POLLOUT, 0};
    bool taken = true;
    while (taken && SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED) == 1) {
        int result;
        while (taken && (result = SSL_do_handshake(ssl_.get())) != 1)
            taken = SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_WRITE &&
                    ::poll(&writable, 1, second) == 1;
    }
    ERR_clear_error();
}

bool TlsClient::is_reset() const
{
    constexpr int patience = 60'000;
    pollfd descriptor{descriptor_, 0, 0};
    return ::poll(&descriptor, 1, patience) > 0 && (descriptor.revents & POLLERR) != 0;
}

bool TlsClient::asks_and_gets(std::string_view request, std::string_view body)
{
    return connected_ && send(request) && read_until("\r\n\r\n" + std::string(body));
}

} // namespace costrel::inline v1::wire
