#include "stores/redis/tls_client.hpp"

#include <climits>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <new>
#include <stdexcept>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;

// Words of OpenSSL's own, never of the peer's.
StoreError distrusted(long result)
{
    if (result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH)
        return {Code::denied, "the certificate of Redis is for another host"};
    return {Code::denied, std::string("the certificate of Redis is not trusted: ") +
                              X509_verify_cert_error_string(result)};
}

StoreError meaning_of(unsigned long error)
{
    if (ERR_GET_LIB(error) == ERR_LIB_SSL) {
        switch (ERR_GET_REASON(error)) {
        case SSL_R_WRONG_VERSION_NUMBER:
            return {Code::denied, "what replies for Redis speaks no TLS; of a cluster each node "
                                  "needs tls-cluster yes"};
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
            return {Code::denied, "Redis rejects the TLS handshake; it may want a certificate "
                                  "(certificate_file, key_file)"};
        default:
            break;
        }
    }
    return {Code::broken, "the TLS connection to Redis broke"};
}

} // namespace

void TlsClient::Free::operator()(SSL* session) const noexcept
{
    SSL_free(session);
}

TlsClient::TlsClient(const TlsContext& context, const std::string& host)
    : session_(SSL_new(context.get())), received_(BIO_new(BIO_s_mem())),
      to_send_(BIO_new(BIO_s_mem()))
{
    if (!session_ || !received_ || !to_send_) {
        BIO_free(received_);
        BIO_free(to_send_);
        throw std::bad_alloc();
    }
    BIO_set_mem_eof_return(received_, -1); // nothing yet is not the end
    SSL_set_bio(session_.get(), received_, to_send_);
    SSL_set_connect_state(session_.get());
    // An empty name, or an address that is none, would switch the check off without a word.
    if (host.empty())
        throw std::invalid_argument("costrel: a TLS connection needs the host it is to");
    ASN1_OCTET_STRING* const address = a2i_IPADDRESS(host.c_str());
    ERR_clear_error();
    ASN1_OCTET_STRING_free(address);
    bool is_checked = false;
    if (address) {
        is_checked =
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session_.get()), host.c_str()) == 1;
    } else {
        SSL_set_hostflags(session_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        is_checked = SSL_set1_host(session_.get(), host.c_str()) == 1 &&
                     SSL_set_tlsext_host_name(session_.get(), host.c_str()) == 1;
    }
    if (!is_checked)
        throw std::bad_alloc();
}

TlsClient::Step TlsClient::shake_hands()
{
    ERR_clear_error();
    const int result = SSL_do_handshake(session_.get());
    return result == 1 ? Step::done : failed(result);
}

TlsClient::Step TlsClient::write(std::string_view text)
{
    while (!text.empty()) {
        const auto some = std::min<std::size_t>(text.size(), INT_MAX);
        ERR_clear_error();
        const int written = SSL_write(session_.get(), text.data(), static_cast<int>(some));
        if (written <= 0) { // memory takes all there is
            const Step step = failed(written);
            return step == Step::needs_more ? Step::failed : step;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return Step::done;
}

TlsClient::Step TlsClient::read(std::span<char> room, std::string_view& text)
{
    ERR_clear_error();
    const int count = SSL_read(session_.get(), room.data(),
                               static_cast<int>(std::min<std::size_t>(room.size(), INT_MAX)));
    if (count <= 0)
        return failed(count);
    text = {room.data(), static_cast<std::size_t>(count)};
    return Step::done;
}

bool TlsClient::feed(std::string_view received)
{
    return BIO_write(received_, received.data(), static_cast<int>(received.size())) ==
           static_cast<int>(received.size());
}

void TlsClient::take_to_send(std::string& out)
{
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(to_send_, &bytes);
    if (size <= 0)
        return;
    out.append(bytes, static_cast<std::size_t>(size));
    (void)BIO_reset(to_send_);
}

TlsClient::Step TlsClient::failed(int result)
{
    switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return Step::needs_more;
    case SSL_ERROR_ZERO_RETURN:
        error_ = {Code::broken, "Redis closed the connection"};
        break;
    default: {
        const long verified = SSL_get_verify_result(session_.get());
        error_ = verified == X509_V_OK ? meaning_of(ERR_peek_error()) : distrusted(verified);
        break;
    }
    }
    ERR_clear_error();
    return Step::failed;
}

} // namespace costrel::inline v1::stores
