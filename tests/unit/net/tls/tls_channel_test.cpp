#include "certificate/certificate.hpp"
#include "descriptor.hpp"
#include "net/tls/tls_channel.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string_view>
#include <sys/socket.h>

namespace costrel::inline v1::net {
namespace {

using Outcome = Transfer::Outcome;

struct Freer {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};

// A channel after its handshake, and the client at the other end of its socket.
class TlsChannelTest : public testing::Test {
protected:
    TlsChannelTest()
    {
        SSL_set_fd(client_.get(), client_end_.get());
        SSL_set_connect_state(client_.get());
        bool connected = false, shaken = false;
        for (int i = 0; i < 100 && !(connected && shaken); ++i) {
            connected = SSL_do_handshake(client_.get()) == 1;
            shaken = shaken || channel_.handshake().outcome == Outcome::moved;
        }
        EXPECT_TRUE(connected && shaken);
    }

    void client_sends(std::string_view record)
    {
        EXPECT_EQ(SSL_write(client_.get(), record.data(), static_cast<int>(record.size())),
                  static_cast<int>(record.size()));
    }
    std::string_view received(const Transfer& transfer) const
    {
        return {input_.data(), transfer.count};
    }

    TlsChannel& channel() noexcept { return channel_; }
    std::array<char, 1000>& input() noexcept { return input_; }

private:
    static std::array<Descriptor, 2> pair()
    {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
        return {Descriptor(ends[0]), Descriptor(ends[1])};
    }

    const certificate::Certificate certificate_;
    std::array<Descriptor, 2> ends_ = pair();
    Descriptor& client_end_ = ends_[0];
    TlsChannel channel_{ends_[1].get(), std::make_shared<const TlsContext>(
                                            TlsFiles{certificate_.cert(), certificate_.key()})};
    std::unique_ptr<SSL_CTX, Freer> context_{SSL_CTX_new(TLS_client_method())};
    std::unique_ptr<SSL, Freer> client_{SSL_new(context_.get())};
    std::array<char, 1000> input_{};
};

TEST_F(TlsChannelTest, SaysThatTheSocketIsEmptyWhenItHasReadAll)
{
    client_sends("one");
    channel().begin_turn();
    const Transfer transfer = channel().receive(input());
    EXPECT_EQ(received(transfer), "one");
    EXPECT_EQ(transfer.next, Outcome::wants_read);
}

// Whoever waits for the socket then waits for what has come already.
TEST_F(TlsChannelTest, DoesNotSayThatTheSocketIsEmptyBecauseItWasWhenItPeeked)
{
    client_sends("one");
    channel().begin_turn();
    EXPECT_EQ(channel().peek().outcome, Outcome::moved);
    client_sends("two");
    channel().begin_turn();
    Transfer transfer = channel().receive(input());
    EXPECT_EQ(received(transfer), "one");
    EXPECT_EQ(transfer.next, Outcome::moved);
    transfer = channel().receive(input());
    EXPECT_EQ(received(transfer), "two");
    EXPECT_EQ(transfer.next, Outcome::wants_read);
}

} // namespace
} // namespace costrel::inline v1::net
