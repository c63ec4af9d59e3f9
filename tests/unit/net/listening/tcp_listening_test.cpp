#include "net/listening/tcp_listening.hpp"
#include "unit/net/sentence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::net {
namespace {

using boost::asio::ip::make_address;
using testing::AnyOf;
using testing::HasSubstr;
using testing::SizeIs;

TEST(Resolve, TakesAnAddressAsItIs)
{
    EXPECT_EQ(resolve("127.0.0.2", 80), Tcp::endpoint(make_address("127.0.0.2"), 80));
    EXPECT_EQ(resolve("::1", 80), Tcp::endpoint(make_address("::1"), 80));
}

TEST(Resolve, TakesLocalhostAsIpv4)
{
    EXPECT_EQ(resolve("localhost", 80), Tcp::endpoint(make_address("127.0.0.1"), 80));
}

TEST(Resolve, SaysThatAHostHasNoAddress)
{
    EXPECT_EQ(sentence_of([] { resolve("no such host", 80); }),
              "cannot listen on no such host:80: this machine knows no address of that name; give "
              "an address, such as 127.0.0.1");
}

TEST(ToText, PutsAnIpv6AddressInBrackets)
{
    EXPECT_EQ(to_text({make_address("127.0.0.1"), 5000}), "127.0.0.1:5000");
    EXPECT_EQ(to_text({make_address("::1"), 5000}), "[::1]:5000");
}

class TcpListening : public testing::Test {
protected:
    const Tcp::endpoint any{make_address("127.0.0.1"), 0};
    std::vector<Descriptor> first = listen_at(any, 1);
    Tcp::endpoint taken = local_endpoint(first.front());
};

TEST_F(TcpListening, FindsAFreePort)
{
    EXPECT_NE(taken.port(), 0);
}

TEST_F(TcpListening, SaysThatThePortIsInUse)
{
    EXPECT_EQ(sentence_of([this] { listen_at(taken, 1); }),
              "cannot listen on " + to_text(taken) +
                  ": the port is already in use; choose another one");
    EXPECT_THAT(sentence_of([this] { listen_at(taken, 2); }), HasSubstr("already in use"));
}

TEST_F(TcpListening, IsPossibleAgainAfterTheFirstHasGone)
{
    first.clear();
    EXPECT_THAT(listen_at(taken, 1), SizeIs(1));
}

TEST_F(TcpListening, SaysThatTheMachineHasNoSuchAddress)
{
    EXPECT_THAT(sentence_of([] {
                    listen_at({make_address("203.0.113.1"), 0}, 1);
                }),
                AnyOf(HasSubstr("cannot listen on 203.0.113.1:0: this machine has no such address"),
                      "nothing was thrown")); // where ip_nonlocal_bind is set
}

TEST_F(TcpListening, IsSharedByTheLoopsOfAServer)
{
    const auto sockets = listen_at(any, 3);
    ASSERT_THAT(sockets, SizeIs(3));
    EXPECT_EQ(local_endpoint(sockets[0]), local_endpoint(sockets[2]));
}

// With SO_REUSEPORT alone a second server would take half of the first one's connections.
TEST_F(TcpListening, IsRefusedToASecondServerThatWouldShareThePort)
{
    const auto sockets = listen_at(any, 2);
    EXPECT_THAT(sentence_of([&] { listen_at(local_endpoint(sockets[0]), 2); }),
                HasSubstr("already in use"));
}

} // namespace
} // namespace costrel::inline v1::net
