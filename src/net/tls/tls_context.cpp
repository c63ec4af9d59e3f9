#include "net/tls/tls_context.hpp"

#include "log/log.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <string_view>
#include <sys/stat.h>
#include <system_error>

namespace costrel::inline v1::net {

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& file, const std::string& why)
{
    ERR_clear_error();
    throw ListenError("cannot use the " + what + " " + file + ": " + why);
}

// What OpenSSL says of the last error, which never quotes a key.
std::string openssl_reason()
{
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? reason : "OpenSSL gives no reason";
}

void require_readable(const std::string& what, const std::string& file)
{
    std::FILE* const opened = std::fopen(file.c_str(), "re");
    const int error = errno;
    struct stat found {};
    if (opened) {
        ::fstat(::fileno(opened), &found);
        std::fclose(opened);
        if (S_ISDIR(found.st_mode))
            refuse(what, file, "it is a folder; name the file in it");
        return;
    }
    if (error == ENOENT)
        refuse(what, file, "there is no such file");
    if (error == EACCES)
        refuse(what, file, "the user that the server runs as may not read it");
    refuse(what, file, std::generic_category().message(error));
}

// A key with a password: costrel has nobody to ask for one.
int no_password(char*, int, int, void* asked)
{
    *static_cast<bool*>(asked) = true;
    return -1;
}

void load(SSL_CTX* context, const TlsFiles& files)
{
    bool password_asked = false;
    SSL_CTX_set_default_passwd_cb(context, no_password);
    SSL_CTX_set_default_passwd_cb_userdata(context, &password_asked);
    require_readable("certificate", files.cert);
    if (SSL_CTX_use_certificate_chain_file(context, files.cert.c_str()) != 1)
        refuse("certificate", files.cert,
               ERR_GET_REASON(ERR_peek_error()) == PEM_R_NO_START_LINE
                   ? "it holds no certificate as PEM (-----BEGIN CERTIFICATE-----)"
                   : openssl_reason());
    const std::string& key = files.key.empty() ? files.cert : files.key;
    require_readable("private key", key);
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
        if (password_asked)
            refuse("private key", key,
                   "it has a password; take it out with 'openssl pkey -in KEY -out NEW'");
        const int reason = ERR_GET_REASON(ERR_peek_last_error());
        if (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH)
            refuse("private key", key, "it does not belong to the certificate " + files.cert);
        refuse("private key", key,
               files.key.empty()
                   ? "the file holds the certificate and no key; name the key's file too"
                   : "it holds no private key as PEM (" + openssl_reason() + ")");
    }
    if (SSL_CTX_check_private_key(context) != 1)
        refuse("private key", key, "it does not belong to the certificate " + files.cert);
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
}

// HTTP/1.1 or nothing (RFC 7301 section 3.2): a connection that was made for another protocol must
// not carry this one.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*)
{
    constexpr std::string_view wanted = "http/1.1";
    std::string_view rest(reinterpret_cast<const char*>(offered), offered_size);
    while (!rest.empty()) {
        const auto length = static_cast<unsigned char>(rest.front());
        const std::string_view protocol = rest.substr(1, length);
        if (protocol == wanted) {
            *chosen = reinterpret_cast<const unsigned char*>(protocol.data());
            *size = length;
            return SSL_TLSEXT_ERR_OK;
        }
        rest.remove_prefix(1 + protocol.size());
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// Seals or opens a ticket (SSL_CTX_set_tlsext_ticket_key_evp_cb(3)): AES-256-CBC, HMAC-SHA256.
int on_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
              EVP_MAC_CTX* mac, int seal)
{
    auto& keys = *static_cast<TicketKeys*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    const auto now = std::chrono::steady_clock::now();
    bool renew = false;
    auto key = seal ? keys.sealing(now)
                    : keys.opening(std::span<const unsigned char, 16>(name, 16), now, renew);
    if (!key)
        return 0; // no ticket; the handshake goes on without
    OSSL_PARAM mac_parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->hmac.data(), key->hmac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>("SHA256"), 0),
        OSSL_PARAM_construct_end()};
    if (EVP_MAC_CTX_set_params(mac, mac_parameters) != 1)
        return -1;
    if (!seal) {
        // A ticket of TLS 1.3 is for one connection (RFC 8446 appendix C.4): another one follows.
        const int opened = renew || SSL_version(ssl) >= TLS1_3_VERSION ? 2 : 1;
        return EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->aes.data(), iv) == 1
                   ? opened
                   : -1;
    }
    std::copy(key->name.begin(), key->name.end(), name);
    const int iv_size = EVP_CIPHER_get_iv_length(EVP_aes_256_cbc());
    return RAND_bytes(iv, iv_size) == 1 &&
                   EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->aes.data(), iv) == 1
               ? 1
               : -1;
}

void configure(SSL_CTX* context)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // Of TLS 1.2, what keeps recorded traffic closed when the key leaks later. All of 1.3 does.
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    // A connection that ends without close_notify is no error: requests say themselves how long
    // they are.
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    // An idle connection holds no buffers; answers may move in memory between two attempts to send.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1); // one recv() a record, not two
    // Clients keep their sessions, in tickets: here they would be memory that strangers fill.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(context, std::chrono::seconds(TicketKeys::lifetime).count());
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket);
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

} // namespace

TlsContext::TlsContext(const std::vector<TlsFiles>& files) : files_(files)
{
    for (const TlsFiles& of_one : files_) {
        SSL_CTX* const context = contexts_.emplace_back(SSL_CTX_new(TLS_server_method())).get();
        if (!context)
            throw std::bad_alloc();
        configure(context);
        SSL_CTX_set_app_data(context, &ticket_keys_);
        load(context, of_one);
        names_.add(*SSL_CTX_get0_certificate(context), contexts_.size() - 1);
    }
    if (contexts_.size() > 1) {
        SSL_CTX_set_tlsext_servername_callback(contexts_.front().get(), choose_certificate);
        SSL_CTX_set_tlsext_servername_arg(contexts_.front().get(), this);
    }
}

TlsContext::~TlsContext() = default;

std::shared_ptr<const TlsContext> TlsContext::read(const std::vector<TlsFiles>& files)
{
    auto context = std::make_shared<const TlsContext>(files);
    for (const std::string& warning : context->warnings())
        log::warning({warning});
    return context;
}

std::shared_ptr<const TlsContext> TlsContext::reread(const std::vector<TlsFiles>& files,
                                                     std::shared_ptr<const TlsContext> before)
try {
    auto context = read(files);
    for (const TlsFiles& of_one : files)
        log::info({"certificate ", of_one.cert, " read again"});
    return context;
} catch (const ListenError& error) {
    log::error({error.what(), "; the certificate that was read before stays"});
    return before;
}

int TlsContext::choose_certificate(SSL* ssl, int*, void* self) noexcept
{
    const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (!name)
        return SSL_TLSEXT_ERR_NOACK;
    const auto& context = *static_cast<const TlsContext*>(self);
    if (const auto index = context.names_.find(name); index && *index != 0)
        SSL_set_SSL_CTX(ssl, context.contexts_[*index].get());
    return SSL_TLSEXT_ERR_OK;
}

SSL* TlsContext::new_connection() const
{
    SSL* const ssl = SSL_new(contexts_.front().get());
    if (!ssl)
        throw std::bad_alloc();
    SSL_set_accept_state(ssl);
    return ssl;
}

std::vector<std::string> TlsContext::warnings() const
{
    std::vector<std::string> found;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        const X509* const certificate = SSL_CTX_get0_certificate(contexts_[i].get());
        if (certificate && X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
            found.push_back("the certificate " + files_[i].cert +
                            " has expired; browsers will refuse it");
        const std::string& key = files_[i].key.empty() ? files_[i].cert : files_[i].key;
        struct stat status {};
        if (::stat(key.c_str(), &status) == 0 && (status.st_mode & S_IROTH))
            found.push_back("every user of this machine can read the private key " + key +
                            "; 'chmod o-r' takes that away");
    }
    return found;
}

} // namespace costrel::inline v1::net
