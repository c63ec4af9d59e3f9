#pragma once

#include "stores/link/socket_link.hpp"
#include "stores/memcached/reply.hpp"

#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

class MemcachedLink final : public SocketLink {
public:
    explicit MemcachedLink(Addresses addresses) : SocketLink("memcached", std::move(addresses)) {}

private:
    void connected() override { opened(); }
    bool take(std::string_view received) override;
    void reset() noexcept override { reader_ = {}; }
    void send(Request& request) override;

    MemcachedReader reader_;
};

} // namespace costrel::inline v1::stores
