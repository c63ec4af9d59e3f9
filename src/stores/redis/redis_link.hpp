#pragma once

#include "stores/link/addresses.hpp"
#include "stores/link/link.hpp"
#include "stores/redis/command.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/resp.hpp"
#include "stores/redis/tls_client.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::stores {

class RedisLink final : public Link {
public:
    // `host` is the one that the certificate has to be for.
    RedisLink(std::shared_ptr<const RedisLogin> login, std::string host, Addresses addresses);
    ~RedisLink() override;

private:
    void open() override;
    detail::Direction go_on_opening() override;
    void send(Request& request) override;
    detail::Direction transfer() override;
    void close() noexcept override;
    int descriptor() const noexcept override { return socket_; }
    bool is_alive() noexcept override;

    bool connect_to_next();
    void greet();
    bool send_some();
    bool receive_some();
    bool take(std::string_view received);
    bool send_all(std::string& bytes, std::size_t& at);
    bool shake_hands();
    void fail_by_tls();
    void take_replies();
    void take_greeting(const resp::Reply& reply);

    const std::shared_ptr<const RedisLogin> login_;
    const std::string host_;
    const Addresses addresses_;
    std::vector<Address> untried_;
    int socket_ = -1;
    bool is_connected_ = false;
    unsigned greetings_ = 0;       // whose replies are outstanding
    std::optional<TlsClient> tls_; // once there is a connection
    bool has_shaken_hands_ = false;
    std::string out_;
    std::size_t sent_ = 0; // of it
    std::string cipher_;   // the same by TLS
    std::size_t cipher_sent_ = 0;
    resp::Reader reader_;
};

} // namespace costrel::inline v1::stores
