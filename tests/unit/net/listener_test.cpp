#include "net/listener.hpp"
#include "net/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace costrel::net {
namespace {

using boost::asio::ip::make_address;
using testing::AnyOf;
using testing::HasSubstr;

std::string sentence_of(const std::function<void()>& action)
{
    try {
        action();
    } catch (const ListenError& error) {
        return error.what();
    }
    return "nothing was thrown";
}

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

class Listening : public testing::Test {
protected:
    boost::asio::io_context context;
    Acceptor first = listen_at(context, {make_address("127.0.0.1"), 0}, Sharing::alone);
    Tcp::endpoint taken = first.local_endpoint();
};

TEST_F(Listening, FindsAFreePort)
{
    EXPECT_NE(taken.port(), 0);
}

TEST_F(Listening, SaysThatThePortIsInUse)
{
    EXPECT_EQ(sentence_of([this] { listen_at(context, taken, Sharing::alone); }),
              "cannot listen on " + to_text(taken) +
                  ": the port is already in use; choose another one");
    EXPECT_THAT(sentence_of([this] { listen_at(context, taken, Sharing::port); }),
                HasSubstr("already in use"));
}

TEST_F(Listening, IsPossibleAgainAfterTheFirstHasGone)
{
    first.close();
    listen_at(context, taken, Sharing::alone);
}

TEST_F(Listening, SaysThatTheMachineHasNoSuchAddress)
{
    EXPECT_THAT(sentence_of([this] {
                    listen_at(context, {make_address("203.0.113.1"), 0}, Sharing::alone);
                }),
                AnyOf(HasSubstr("cannot listen on 203.0.113.1:0: this machine has no such address"),
                      "nothing was thrown")); // where ip_nonlocal_bind is set
}

TEST_F(Listening, IsSharedByTheLoopsOfAServer)
{
    const Tcp::endpoint any{make_address("127.0.0.1"), 0};
    const Acceptor one = listen_at(context, any, Sharing::port);
    const Acceptor two = listen_at(context, one.local_endpoint(), Sharing::port);
    EXPECT_EQ(one.local_endpoint(), two.local_endpoint());
}

// With SO_REUSEPORT alone a second server would take half of the first one's connections.
TEST_F(Listening, IsRefusedToASecondServerThatWouldShareThePort)
{
    const Tcp::endpoint any{make_address("127.0.0.1"), 0};
    const Acceptor one = listen_at(context, any, Sharing::port);
    EXPECT_THAT(sentence_of([&] { require_free(one.local_endpoint()); }),
                HasSubstr("already in use"));
}

struct Silent : http::Responder {
    http::Reply respond(const http::Message&, const http::Peer&) noexcept override
    {
        return Response(404);
    }
};

TEST(Server, SaysWhereItListens)
{
    Silent responder;
    std::string told;
    Server server(responder,
                  {.port = 0, .on_listening = [&](const std::string& address) { told = address; }});
    server.listen();
    EXPECT_NE(server.port(), 0);
    EXPECT_EQ(server.address(), "http://127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(told, server.address());
}

TEST(Server, DoesNotShareItsPortWithAnotherServer)
{
    Silent responder;
    for (const unsigned threads : {1U, 2U}) {
        Server first(responder, {.port = 0, .threads = threads});
        first.listen();
        Server second(responder, {.port = first.port(), .threads = threads});
        EXPECT_THAT(sentence_of([&] { second.listen(); }), HasSubstr("already in use"));
    }
}

TEST(Serve, ReturnsOneWhenItCannotListen)
{
    Silent responder;
    Server first(responder, {.port = 0});
    first.listen();
    EXPECT_EQ(serve(responder, {.port = first.port()}), 1);
}

} // namespace
} // namespace costrel::net
