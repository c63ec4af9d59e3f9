#include "net/server.hpp"
#include "unit/net/sentence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace costrel::inline v1::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

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

TEST(Server, ListensOnAllAddressesThatItIsGiven)
{
    const std::string path = std::filesystem::temp_directory_path() / "costrel-server-test.sock";
    Silent responder;
    std::vector<std::string> told;
    {
        Server server(responder, {.bind = {"127.0.0.1:0", "unix:" + path},
                                  .on_listening = [&](auto& address) { told.push_back(address); }});
        server.listen();
        EXPECT_THAT(server.addresses(),
                    ElementsAre(StartsWith("http://127.0.0.1:"), "http://unix:" + path));
        EXPECT_EQ(told, server.addresses());
        EXPECT_TRUE(std::filesystem::exists(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Server, OfSeveralApplicationsTellsEachItsOwnAddresses)
{
    Silent first, second;
    std::vector<std::string> told;
    Server server(2);
    server.add(first, {.bind = {"127.0.0.1:0", "127.0.0.2:0"}});
    server.add(second,
               {.port = 0, .on_listening = [&](auto& address) { told.push_back(address); }});
    server.listen();
    ASSERT_EQ(server.addresses().size(), 3U);
    EXPECT_THAT(told, ElementsAre(server.addresses().back()));
}

TEST(Server, ClosesWhatItOpenedWhenALaterAddressIsNoGood)
{
    const std::string path = std::filesystem::temp_directory_path() / "costrel-server-test2.sock";
    Silent responder;
    {
        Server server(responder, {.bind = {"unix:" + path, "nonsense"}});
        EXPECT_THAT(sentence_of([&] { server.listen(); }), HasSubstr("\"nonsense\""));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Serve, ReturnsOneWhenItCannotListen)
{
    Silent responder;
    Server first(responder, {.port = 0});
    first.listen();
    EXPECT_EQ(serve(responder, {.port = first.port()}), 1);
}

} // namespace
} // namespace costrel::inline v1::net
