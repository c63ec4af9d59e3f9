#include "net/tls/certificate_names.hpp"

#include "encoding/ascii.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>

namespace costrel::inline v1::net {

namespace {

std::string_view text_of(const ASN1_STRING* text) noexcept
{
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

struct NamesFreer {
    void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
};

} // namespace

void CertificateNames::add(const X509& certificate, std::size_t index)
{
    bool has_names = false;
    const std::unique_ptr<GENERAL_NAMES, NamesFreer> names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type != GEN_DNS)
            continue;
        has_names = true;
        add(text_of(name->d.dNSName), index);
    }
    if (has_names)
        return;
    const X509_NAME* const subject = X509_get_subject_name(&certificate);
    const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (place >= 0)
        add(text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place))), index);
}

void CertificateNames::add(std::string_view name, std::size_t index)
{
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), encoding::to_lower);
    indices_.emplace(std::move(lower), index);
}

std::optional<std::size_t> CertificateNames::find(std::string_view name) const noexcept
{
    std::array<char, 256> lower; // longer names there are none in DNS
    if (name.size() > lower.size())
        return std::nullopt;
    std::transform(name.begin(), name.end(), lower.begin(), encoding::to_lower);
    const std::string_view whole(lower.data(), name.size());
    auto found = indices_.find(whole);
    const std::size_t dot = whole.find('.');
    if (found == indices_.end() && dot != whole.npos && dot != 0) {
        lower[dot - 1] = '*';
        found = indices_.find(whole.substr(dot - 1));
    }
    if (found == indices_.end())
        return std::nullopt;
    return found->second;
}

} // namespace costrel::inline v1::net
