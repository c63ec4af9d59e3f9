#pragma once

#include <openssl/x509.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::net {

// Which of several certificates a client gets, by the name of the server that it asks for (SNI, RFC
// 6066 section 3).
class CertificateNames {
public:
    // The DNS names that `certificate` is for, its common name when there are none, lead to
    // `index`: unless another one was added before for the same name.
    void add(const X509& certificate, std::size_t index);

    // The index of the certificate for that name, by itself or by a wildcard in the place of its
    // first label (RFC 6125 section 6.4.3); nothing when there is none.
    std::optional<std::size_t> find(std::string_view name) const noexcept;

private:
    void add(std::string_view name, std::size_t index);

    std::map<std::string, std::size_t, std::less<>> indices_; // names in lower case
};

} // namespace costrel::inline v1::net
