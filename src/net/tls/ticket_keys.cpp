#include "net/tls/ticket_keys.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

namespace costrel::inline v1::net {

namespace {

template <std::size_t N>
bool fill(std::array<unsigned char, N>& bytes)
{
    return RAND_bytes(bytes.data(), static_cast<int>(N)) == 1;
}

} // namespace

TicketKeys::Key::~Key()
{
    OPENSSL_cleanse(aes.data(), aes.size());
    OPENSSL_cleanse(hmac.data(), hmac.size());
}

std::optional<TicketKeys::Key> TicketKeys::sealing(TimePoint now)
{
    const std::lock_guard lock(mutex_);
    if (!current_ || now - current_->made >= lifetime) {
        Dated fresh{{}, now};
        if (!fill(fresh.key.name) || !fill(fresh.key.aes) || !fill(fresh.key.hmac))
            return std::nullopt;
        previous_ = current_;
        current_ = fresh;
    }
    return current_->key;
}

std::optional<TicketKeys::Key> TicketKeys::opening(std::span<const unsigned char, 16> name,
                                                   TimePoint now, bool& renew)
{
    const std::lock_guard lock(mutex_);
    for (const auto* dated : {&current_, &previous_}) {
        if (!*dated || now - (*dated)->made >= 2 * lifetime ||
            !std::equal(name.begin(), name.end(), (*dated)->key.name.begin()))
            continue;
        renew = now - (*dated)->made >= lifetime;
        return (*dated)->key;
    }
    return std::nullopt;
}

} // namespace costrel::inline v1::net
