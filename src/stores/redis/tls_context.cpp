#include "stores/redis/tls_context.hpp"

#include <costrel/config_error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>

namespace costrel::inline v1::stores {

namespace {

[[noreturn]] void reject(const char* what, const std::string& file)
{
    ERR_clear_error();
    throw ConfigError("costrel: " + file + " of a Redis store " + what);
}

} // namespace

void TlsContext::Free::operator()(SSL_CTX* context) const noexcept
{
    SSL_CTX_free(context);
}

TlsContext::TlsContext(const TlsFiles& files) : context_(SSL_CTX_new(TLS_client_method()))
{
    SSL_CTX* const context = context_.get();
    if (!context)
        throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    if (files.authorities.empty())
        SSL_CTX_set_default_verify_paths(context);
    else if (SSL_CTX_load_verify_file(context, files.authorities.c_str()) != 1)
        reject("has no certificates in PEM, or cannot be read", "the ca_file");
    if (files.certificate.empty() != files.key.empty())
        reject("goes with the other", "one of certificate_file and key_file");
    if (files.certificate.empty())
        return;
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
        reject("has no certificate in PEM, or cannot be read", "the certificate_file");
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context) != 1)
        reject("is not the key of the certificate, or cannot be read", "the key_file");
}

} // namespace costrel::inline v1::stores
