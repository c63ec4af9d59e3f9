#include "net/tls/tls_channel.hpp"

#include "net/tls/socket_bio.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>
#include <utility>

namespace costrel::inline v1::net {

TlsChannel::TlsChannel(int descriptor, std::shared_ptr<const TlsContext> context)
    : context_(std::move(context)), ssl_(context_->new_connection())
{
    BIO* const bio = new_socket_bio(descriptor);
    SSL_set_bio(ssl_.get(), bio, bio); // which own it from here on
}

Transfer TlsChannel::handshake() noexcept
{
    ERR_clear_error();
    begin_turn();
    const int result = SSL_accept(ssl_.get());
    if (result == 1)
        return {};
    const Transfer transfer = failed(result);
    if (transfer.outcome == Transfer::Outcome::broken) {
        const unsigned long error = ERR_peek_last_error();
        if (const char* const reason = ERR_reason_error_string(error))
            error_ = reason;
        if (ERR_GET_REASON(error) == SSL_R_HTTP_REQUEST)
            respond_to_plain_http();
    }
    return transfer;
}

void TlsChannel::begin_turn() noexcept
{
    net::begin_turn(SSL_get_rbio(ssl_.get()));
}

Transfer TlsChannel::receive(std::span<char> input) noexcept
{
    if (!usable_)
        return {Transfer::Outcome::broken};
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_.get(), input.data(), input.size(), &count);
    if (result != 1)
        return failed(result);
    // What was read ahead must not be waited for. A part of a record counts too: then one more
    // attempt says that it would block.
    if (count < input.size() && SSL_has_pending(ssl_.get()) == 0 &&
        is_drained(SSL_get_rbio(ssl_.get())))
        return {Transfer::Outcome::moved, count, Transfer::Outcome::wants_read};
    return {Transfer::Outcome::moved, count};
}

Transfer TlsChannel::peek() noexcept
{
    if (!usable_)
        return {Transfer::Outcome::broken};
    ERR_clear_error();
    char byte;
    std::size_t count = 0;
    const int result = SSL_peek_ex(ssl_.get(), &byte, 1, &count);
    return result == 1 ? Transfer{} : failed(result);
}

Transfer TlsChannel::send(std::string_view output) noexcept
{
    if (!usable_)
        return {Transfer::Outcome::broken};
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_write_ex(ssl_.get(), output.data(), output.size(), &count);
    if (result != 1)
        return failed(result);
    return {Transfer::Outcome::moved, count};
}

Transfer TlsChannel::end() noexcept
{
    if (!usable_ || SSL_in_init(ssl_.get()) != 0)
        return {};
    ERR_clear_error();
    const int result = SSL_shutdown(ssl_.get());
    return result < 0 ? failed(result) : Transfer{};
}

Transfer TlsChannel::failed(int result) noexcept
{
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
        return {is_drained(SSL_get_rbio(ssl_.get())) ? Transfer::Outcome::wants_read
                                                     : Transfer::Outcome::wants_turn};
    case SSL_ERROR_WANT_WRITE:
        return {Transfer::Outcome::wants_write};
    case SSL_ERROR_ZERO_RETURN:
        return {Transfer::Outcome::ended};
    default:
        usable_ = false;
        return {Transfer::Outcome::broken};
    }
}

// For people who wrote http: where https: belongs.
void TlsChannel::respond_to_plain_http() noexcept
{
    constexpr std::string_view answer =
        "HTTP/1.1 400 Bad Request\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Length: 169\r\n"
        "Connection: close\r\n"
        "\r\n"
        "<!doctype html>\n"
        "<html lang=en>\n"
        "<title>400 Bad Request</title>\n"
        "<h1>Bad Request</h1>\n"
        "<p>This port speaks HTTPS: write https:// in the place of http:// in the address.</p>\n";
    static_assert(answer.size() - answer.find("<!doctype") == 169);
    const int descriptor = static_cast<int>(BIO_get_fd(SSL_get_wbio(ssl_.get()), nullptr));
    ::send(descriptor, answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    // What the peer sent and nobody read would make the system take the response back.
    char unread[4096];
    for (int i = 0; i < 16 && ::recv(descriptor, unread, sizeof unread, MSG_DONTWAIT) > 0; ++i) {
    }
}

} // namespace costrel::inline v1::net
