#include "signing/hmac_context.hpp"

#include "signing/openssl_error.hpp"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <string>

namespace costrel::inline v1::signing {

namespace {

EVP_MAC* hmac_algorithm()
{
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
    if (!algorithm)
        throw std::invalid_argument(
            "costrel: this installation of OpenSSL has no HMAC; check its providers "
            "(openssl list -providers)");
    return algorithm;
}

} // namespace

HmacContext::HmacContext(Digest digest, std::string_view key)
    : handle_(EVP_MAC_CTX_new(hmac_algorithm()))
{
    if (!handle_)
        throw std::bad_alloc();
    // OpenSSL only reads the name, though the parameter's type is not const.
    auto* name = const_cast<char*>(digest.method().openssl_name);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end(),
    };
    // To OpenSSL, a null key means "the key set before", which an empty key is not.
    const char* bytes = key.empty() ? "" : key.data();
    if (EVP_MAC_init(handle_, reinterpret_cast<const unsigned char*>(bytes), key.size(),
                     parameters) != 1) {
        EVP_MAC_CTX_free(std::exchange(handle_, nullptr));
        throw std::invalid_argument("costrel: OpenSSL cannot compute an HMAC with the digest '" +
                                    std::string(digest.name()) + "' (" + take_openssl_error() +
                                    "); configure another digest");
    }
}

EVP_MAC_CTX* HmacContextCache::bring_to_front(std::uint64_t id, Digest digest, std::string_view key)
{
    auto found = std::ranges::find(entries_, id, &Entry::id);
    if (found == entries_.end()) {
        HmacContext context(digest, key);
        if (entries_.size() < capacity) {
            entries_.reserve(capacity);
            entries_.push_back({id, std::move(context)});
        } else {
            entries_.back() = {id, std::move(context)};
        }
        found = std::prev(entries_.end());
    }
    std::rotate(entries_.begin(), found, std::next(found));
    return entries_.front().context.handle();
}

} // namespace costrel::inline v1::signing
