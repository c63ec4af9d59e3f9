#include "certificate/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <stdexcept>

namespace costrel::inline v1::certificate {

namespace {

template <class T, void (*Free)(T*)>
struct Freer {
    void operator()(T* object) const noexcept { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY, EVP_PKEY_free>>;
using X509Pointer = std::unique_ptr<X509, Freer<X509, X509_free>>;

void require(bool done)
{
    if (!done)
        throw std::runtime_error("a test's certificate cannot be made");
}

X509Pointer sign(const Key& key, const std::string& name, int days)
{
    X509Pointer certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()),
                     static_cast<long>(std::random_device{}() >> 1));
    constexpr long day = 24 * 60 * 60;
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), (days - 1) * day);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0);
    return certificate;
}

template <class Write>
void write(const std::filesystem::path& path, Write write_to)
{
    std::FILE* const file = std::fopen(path.c_str(), "we");
    require(file != nullptr);
    const bool written = write_to(file) == 1;
    std::fclose(file);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                           std::filesystem::perms::owner_write);
    require(written);
}

} // namespace

Certificate::Certificate(const std::string& name, int days)
{
    std::string folder = std::filesystem::temp_directory_path() / "costrel-certificate-XXXXXX";
    require(::mkdtemp(folder.data()) != nullptr);
    folder_ = folder;
    const Key new_key(EVP_EC_gen("P-256"));
    require(new_key != nullptr);
    const X509Pointer certificate = sign(new_key, name, days);
    const auto put_cert = [&](std::FILE* file) { return PEM_write_X509(file, certificate.get()); };
    const auto put_key = [&](std::FILE* file) {
        return PEM_write_PrivateKey(file, new_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    };
    write(cert(), put_cert);
    write(key(), put_key);
    write(encrypted_key(), [&](std::FILE* file) {
        const std::string password = "secret";
        return PEM_write_PrivateKey(file, new_key.get(), EVP_aes_128_cbc(),
                                    reinterpret_cast<const unsigned char*>(password.data()),
                                    static_cast<int>(password.size()), nullptr, nullptr);
    });
    write(both(), [&](std::FILE* file) { return put_cert(file) == 1 ? put_key(file) : 0; });
}

Certificate::~Certificate()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void Certificate::replace_by(const Certificate& other) const
{
    constexpr auto overwrite = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(other.cert(), cert(), overwrite);
    std::filesystem::copy_file(other.key(), key(), overwrite);
    std::filesystem::copy_file(other.both(), both(), overwrite);
}

} // namespace costrel::inline v1::certificate
