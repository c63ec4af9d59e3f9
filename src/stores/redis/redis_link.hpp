#pragma once

#include "stores/link/addresses.hpp"
#include "stores/link/link.hpp"
#include "stores/redis/command.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/resp.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1::stores {

class RedisLink final : public Link {
public:
    RedisLink(std::shared_ptr<const RedisLogin> login, Addresses addresses);
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
    void take_replies();
    void take_greeting(const resp::Reply& reply);

    const std::shared_ptr<const RedisLogin> login_;
    const Addresses addresses_;
    std::vector<Address> untried_;
    int socket_ = -1;
    bool is_connected_ = false;
    unsigned greetings_ = 0; // whose replies are outstanding
    std::string out_;
    std::size_t sent_ = 0; // of it
    resp::Reader reader_;
};

} // namespace costrel::inline v1::stores
