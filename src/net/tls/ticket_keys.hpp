#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <span>

namespace costrel::inline v1::net {

// The keys that session tickets (RFC 5077, RFC 8446 section 4.6.1) are sealed with. OpenSSL's own
// stay as long as the process: whoever gets hold of them later reads all that was recorded. These
// are replaced every hour, opened with for one hour more, and forgotten. All loops use them at
// once.
class TicketKeys {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Key {
        std::array<unsigned char, 16> name; // which stands in the ticket
        std::array<unsigned char, 32> aes;
        std::array<unsigned char, 32> hmac;
        ~Key();
    };

    static constexpr std::chrono::hours lifetime{1};

    // The key to seal with; nothing when the system gives no random bytes.
    std::optional<Key> sealing(TimePoint now);

    // The key of that name while it may still be used; `renew` is set when a new ticket should take
    // the place of the old one.
    std::optional<Key> opening(std::span<const unsigned char, 16> name, TimePoint now, bool& renew);

private:
    struct Dated {
        Key key;
        TimePoint made;
    };

    std::mutex mutex_;
    std::optional<Dated> current_;
    std::optional<Dated> previous_;
};

} // namespace costrel::inline v1::net
