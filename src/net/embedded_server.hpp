#pragma once

#include "http/reply.hpp"
#include "net/listening/addresses.hpp"
#include "net/loop.hpp"
#include "net/server_options.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1::net {

// A server of one loop in somebody else's io_context. It lives until its last connection has
// closed, even when whoever started it has let it go: connections refer to it.
class EmbeddedServer : public std::enable_shared_from_this<EmbeddedServer> {
public:
    // Listens; serves whenever one thread runs `context`. Throws ListenError.
    static std::shared_ptr<EmbeddedServer> start(boost::asio::io_context& context,
                                                 std::shared_ptr<http::Responder> responder,
                                                 ServerOptions options);

    const std::vector<std::string>& addresses() const noexcept { return addresses_.texts(); }
    std::uint16_t port() const noexcept { return addresses_.port(); } // of the first

    // As Server's; from any thread.
    void stop();
    void reload();
    // In the thread that runs the context, or while nobody runs it.
    void cut();

    // Whether it was told to stop and its last connection has closed.
    bool is_drained() const noexcept { return drained_.load(); }

private:
    EmbeddedServer(boost::asio::io_context& context, std::shared_ptr<http::Responder> responder,
                   ServerOptions options);
    void listen();
    void set_stopping() noexcept;
    void drained();

    boost::asio::io_context& context_;
    const std::shared_ptr<http::Responder> responder_;
    const ServerOptions options_;
    Service service_;
    std::shared_ptr<EmbeddedServer> self_; // until it has drained
    std::atomic<bool> drained_ = false;
    std::shared_ptr<const TlsContext> tls_;
    Addresses addresses_;
    Loop loop_;
};

} // namespace costrel::inline v1::net
