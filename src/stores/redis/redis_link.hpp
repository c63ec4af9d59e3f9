#pragma once

#include "stores/link/socket_link.hpp"
#include "stores/redis/command.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/resp.hpp"
#include "stores/redis/tls_client.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

class RedisLink final : public SocketLink {
public:
    // `host` is the one that the certificate has to be for.
    RedisLink(std::shared_ptr<const RedisLogin> login, std::string host, Addresses addresses);

private:
    void connected() override;
    bool take(std::string_view received) override;
    bool about_to_send() override;
    void reset() noexcept override;
    void send(Request& request) override;

    void greet();
    std::string& text() noexcept { return tls_ ? plain_ : output(); }
    bool shake_hands();
    void fail_by_tls();
    void take_replies();
    void take_greeting(const resp::Reply& reply);

    const std::shared_ptr<const RedisLogin> login_;
    const std::string host_;
    unsigned greetings_ = 0;       // whose replies are outstanding
    std::optional<TlsClient> tls_; // once there is a connection
    bool has_shaken_hands_ = false;
    std::string plain_; // to be said by TLS
    resp::Reader reader_;
};

} // namespace costrel::inline v1::stores
