#include "certificate/certificate.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/sends.hpp"
#include "wire/test_responder.hpp"
#include "wire/tls_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using certificate::Certificate;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Tls : public testing::Test {
protected:
    net::ServerOptions options(Limits limits = {}) const
    {
        return {.port = 0, .tls = {certificate.cert(), certificate.key()}, .limits = limits};
    }

    const Certificate certificate{"first"};
    TestResponder responder;
};

class TlsServer : public Tls {
protected:
    RunningServer server{responder, options()};
};

TEST_F(TlsServer, AnswersRequestsAndTellsTheApplicationThatTheyAreSecure)
{
    TlsClient client(server.port());
    EXPECT_TRUE(client.asks_and_gets(get("/"), "hello"));
    EXPECT_TRUE(client.asks_and_gets(get("/secure"), "https"));
    EXPECT_TRUE(client.asks_and_gets(get("/peer"), "127.0.0.1"));
    EXPECT_THAT(server->address(), StartsWith("https://127.0.0.1:"));
}

class TlsOfSeveralNames : public Tls {
protected:
    std::string subject_for(const std::string& name, int version = TLS1_3_VERSION)
    {
        TlsClient client(server.port(),
                         {.min_version = version, .max_version = version, .server = name});
        EXPECT_TRUE(client.asks_and_gets(get("/"), "hello"));
        return client.subject();
    }

    const Certificate shop{"shop.example"};
    const Certificate wildcard{"*.example"};
    RunningServer server{responder,
                         {.port = 0,
                          .tls = {certificate.cert(), certificate.key()},
                          .more_tls = {{shop.cert(), shop.key()}, {wildcard.both(), ""}}}};
};

TEST_F(TlsOfSeveralNames, GivesTheCertificateOfTheNameThatTheClientAsksFor)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        EXPECT_EQ(subject_for("shop.example", version), "shop.example");
        EXPECT_EQ(subject_for("SHOP.Example", version), "shop.example");
        EXPECT_EQ(subject_for("blog.example", version), "*.example");
        EXPECT_EQ(subject_for("a.blog.example", version), "first");
        EXPECT_EQ(subject_for("elsewhere.test", version), "first");
        EXPECT_EQ(subject_for("", version), "first");
    }
}

TEST_F(TlsOfSeveralNames, ResumesByATicketOfTheSameName)
{
    TlsClient first(server.port(), {.server = "shop.example"});
    ASSERT_TRUE(first.asks_and_gets(get("/"), "hello"));
    SSL_SESSION* const session = first.session();
    TlsClient second(server.port(), {.session = session, .server = "shop.example"});
    EXPECT_TRUE(second.asks_and_gets(get("/"), "hello"));
    EXPECT_TRUE(second.resumed());
    SSL_SESSION_free(session);
}

TEST_F(TlsOfSeveralNames, ReadsAllOfThemAgain)
{
    shop.replace_by(Certificate("shop.example.new"));
    wildcard.replace_by(Certificate("*.shop.example"));
    server->reload();
    std::string subject;
    for (int i = 0; i < 500 && subject != "*.shop.example"; ++i)
        subject = subject_for("a.shop.example");
    EXPECT_EQ(subject, "*.shop.example");
    EXPECT_EQ(subject_for("shop.example"), "first");
    EXPECT_EQ(subject_for("shop.example.new"), "shop.example.new");
}

TEST_F(TlsServer, SpeaksTls12And13)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient client(server.port(), {.min_version = version, .max_version = version});
        EXPECT_TRUE(client.asks_and_gets(get("/"), "hello"));
        EXPECT_EQ(client.version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
        EXPECT_FALSE(client.compressed());
    }
}

TEST_F(TlsServer, SpeaksNothingOlder)
{
    TlsClient client(server.port(), {.min_version = TLS1_VERSION, .max_version = TLS1_1_VERSION});
    EXPECT_FALSE(client.connected());
}

TEST_F(TlsServer, TakesNoCipherWithoutForwardSecrecyOrAuthentication)
{
    for (const char* ciphers : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"}) {
        TlsClient client(server.port(), {.max_version = TLS1_2_VERSION, .ciphers = ciphers});
        EXPECT_FALSE(client.connected()) << ciphers;
    }
}

TEST_F(TlsServer, DoesNotRenegotiate)
{
    TlsClient client(server.port(), {.max_version = TLS1_2_VERSION});
    ASSERT_TRUE(client.asks_and_gets(get("/"), "hello"));
    EXPECT_FALSE(client.renegotiates());
}

TEST_F(TlsServer, ChoosesHttp11)
{
    TlsClient client(server.port(), {.alpn = "http/1.1"});
    EXPECT_EQ(client.protocol(), "http/1.1");
    EXPECT_TRUE(client.asks_and_gets(get("/"), "hello"));
}

TEST_F(TlsServer, RefusesAClientThatWantsAnotherProtocolOnly)
{
    EXPECT_FALSE(TlsClient(server.port(), {.alpn = "h2"}).connected());
}

TEST_F(TlsServer, EndsWithACloseNotify)
{
    TlsClient client(server.port());
    client.send(get("/", "Connection: close\r\n"));
    bool clean = false;
    EXPECT_THAT(client.read_to_end(clean), HasSubstr("hello"));
    EXPECT_TRUE(clean);
}

TEST_F(TlsServer, TakesACloseNotifyAsTheEndOfRequests)
{
    TlsClient client(server.port());
    client.send(get("/"));
    client.send_close_notify();
    bool clean = false;
    EXPECT_THAT(client.read_to_end(clean), HasSubstr("hello"));
}

TEST_F(TlsServer, ResumesASession)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient first(server.port(), {.min_version = version, .max_version = version});
        ASSERT_TRUE(first.asks_and_gets(get("/"), "hello"));
        EXPECT_FALSE(first.resumed());
        SSL_SESSION* const session = first.session();
        TlsClient second(server.port(),
                         {.min_version = version, .max_version = version, .session = session});
        EXPECT_TRUE(second.asks_and_gets(get("/"), "hello"));
        EXPECT_TRUE(second.resumed()) << second.version();
        SSL_SESSION_free(session);
        // A ticket of TLS 1.3 is for one connection: the next one got another.
        SSL_SESSION* const next = second.session();
        TlsClient third(server.port(),
                        {.min_version = version, .max_version = version, .session = next});
        EXPECT_TRUE(third.asks_and_gets(get("/"), "hello"));
        EXPECT_TRUE(third.resumed());
        SSL_SESSION_free(next);
    }
}

TEST_F(TlsServer, CarriesLargeBodiesBothWays)
{
    TlsClient client(server.port());
    const std::string body(900'000, 'x');
    EXPECT_TRUE(client.asks_and_gets(post("/echo", body), body));
    client.send(get("/large", "Connection: close\r\n"));
    bool clean = false;
    EXPECT_GT(client.read_to_end(clean).size(), TestResponder::large_size);
    EXPECT_TRUE(clean);
}

TEST_F(TlsServer, AnswersPipelinedRequestsOfOneRecord)
{
    TlsClient client(server.port());
    std::string requests;
    for (int i = 0; i < 50; ++i)
        requests += get("/");
    client.send(requests + get("/secure", "Connection: close\r\n"));
    bool clean = false;
    EXPECT_THAT(client.read_to_end(clean), HasSubstr("https"));
    EXPECT_EQ(responder.requests(), 51);
}

TEST_F(TlsServer, ReadsARequestThatComesInSmallRecords)
{
    TlsClient client(server.port());
    const std::string request = get("/");
    for (const char& c : request)
        ASSERT_TRUE(client.send({&c, 1}));
    EXPECT_TRUE(client.read_until("hello"));
}

TEST_F(TlsServer, AnswersATaskOfAnotherThread)
{
    TlsClient client(server.port());
    client.send(get("/later"));
    responder.wait_until_held();
    responder.release();
    EXPECT_TRUE(client.read_until("later"));
}

TEST_F(TlsServer, TellsWhoSpeaksPlainHttpWhatIsWrong)
{
    Client client(server.port());
    client.send(get("/"));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400);
    EXPECT_THAT(answer->body, HasSubstr("This port speaks HTTPS"));
    EXPECT_NE(client.wait_for_end(), End::open);
    EXPECT_EQ(responder.requests(), 0);
}

TEST_F(TlsServer, ClosesOnWhatIsNoHandshake)
{
    for (const std::string_view bytes :
         {"SSH-2.0-OpenSSH_9.2\r\n", "\x16\x03\x01\xff\xff garbage", "PRI * HTTP/2.0\r\n\r\n"}) {
        Client client(server.port());
        client.send(bytes);
        client.send_fin();
        EXPECT_NE(client.wait_for_end(1s), End::open);
    }
    EXPECT_EQ(responder.requests(), 0);
}

// A peer that sends nothing but records without content must not hold the loop.
TEST_F(TlsServer, ServesOthersWhileAPeerRenewsItsKeysAllTheTime)
{
    std::atomic<bool> stop = false;
    std::jthread flood([&] {
        TlsClient client(server.port(), {.min_version = TLS1_3_VERSION});
        while (!stop && SSL_key_update(client.native(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
               SSL_do_handshake(client.native()) == 1) {
        }
    });
    TlsClient client(server.port());
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(client.asks_and_gets(get("/"), "hello"));
    stop = true;
}

// Each look of the server at this peer would find the same bytes, and none of them to read.
TEST_F(TlsServer, RestsWhileARequestWaitsWhosePeerDemandsNewKeysAndDoesNotRead)
{
    TlsClient client(server.port(), {.min_version = TLS1_3_VERSION, .receive_buffer = 4096});
    client.send(get("/later"));
    responder.wait_until_held();
    client.demand_new_keys();
    bool rests = false;
    for (int i = 0; i < 40 && !rests; ++i) { // the handler waits for a minute
        const unsigned before = sends();
        std::this_thread::sleep_for(1s);
        rests = sends() == before;
    }
    EXPECT_TRUE(rests);
    responder.release();
}

TEST_F(Tls, EndsAConnectionWithoutARequestWhosePeerDemandsNewKeysAndDoesNotRead)
{
    // Time for the peer to fill the server's buffers.
    RunningServer server(responder, options({.header_timeout = 5s, .keepalive_idle = 1h}));
    TlsClient client(server.port(), {.min_version = TLS1_3_VERSION, .receive_buffer = 4096});
    client.demand_new_keys();
    EXPECT_TRUE(client.is_reset());
}

// The server has looked at it, and nothing of it is left in the socket, which tells of more only.
TEST_F(Tls, AnswersARequestThatCameWhileATaskWaited)
{
    RunningServer server(responder, options({.header_timeout = 1h, .keepalive_idle = 1h}));
    TlsClient client(server.port());
    client.send(get("/later"));
    responder.wait_until_held();
    client.send(get("/", "Connection: close\r\n"));
    std::this_thread::sleep_for(200ms);
    responder.release();
    bool clean = false;
    EXPECT_THAT(client.read_to_end(clean), AllOf(HasSubstr("later"), HasSubstr("hello")));
}

TEST_F(Tls, LimitsTheTimeOfTheHandshake)
{
    RunningServer server(responder, options({.header_timeout = 300ms, .keepalive_idle = 1h}));
    Client silent(server.port());
    Client slow(server.port());
    slow.send("\x16\x03\x01");
    EXPECT_NE(slow.wait_for_end(), End::open);
    EXPECT_NE(silent.wait_for_end(), End::open);
}

TEST_F(Tls, ClosesAnIdleConnectionWithACloseNotify)
{
    RunningServer server(responder, options({.keepalive_idle = 200ms}));
    TlsClient client(server.port());
    ASSERT_TRUE(client.asks_and_gets(get("/"), "hello"));
    bool clean = false;
    EXPECT_EQ(client.read_to_end(clean), "");
    EXPECT_TRUE(clean);
}

TEST_F(Tls, ResetsAClientThatDoesNotRead)
{
    RunningServer server(responder, options({.write_stall = 300ms}));
    // Where the server has no time to see that nothing is read, the client waits longer.
    bool clean = true;
    std::size_t read = TestResponder::large_size;
    for (auto unread = 700ms; clean && unread < 60s; unread *= 4) {
        TlsClient client(server.port());
        client.send(get("/large"));
        std::this_thread::sleep_for(unread);
        read = client.read_to_end(clean).size();
    }
    EXPECT_LT(read, TestResponder::large_size);
    EXPECT_FALSE(clean);
}

TEST_F(Tls, StopsGracefully)
{
    RunningServer server(responder, options());
    TlsClient idle(server.port());
    ASSERT_TRUE(idle.asks_and_gets(get("/"), "hello"));
    Client shaking(server.port()); // in the middle of its handshake
    TlsClient busy(server.port());
    busy.send(get("/later"));
    responder.wait_until_held();
    server->stop();
    bool clean = false;
    EXPECT_EQ(idle.read_to_end(clean), "");
    EXPECT_TRUE(clean);
    responder.release();
    EXPECT_THAT(busy.read_to_end(clean), HasSubstr("later"));
    EXPECT_TRUE(clean);
    busy.send_close_notify();
    EXPECT_EQ(server.join(), 0);
}

TEST_F(Tls, ReloadsItsCertificateForNewConnections)
{
    RunningServer server(responder, options());
    TlsClient before(server.port());
    ASSERT_TRUE(before.asks_and_gets(get("/"), "hello"));
    const Certificate second("second");
    certificate.replace_by(second);
    server->reload();
    std::string subject;
    for (int i = 0; i < 10'000 && subject != "second"; ++i) {
        subject = TlsClient(server.port()).subject();
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_EQ(subject, "second");
    EXPECT_EQ(before.subject(), "first");
    EXPECT_TRUE(before.asks_and_gets(get("/"), "hello"));
}

TEST_F(Tls, KeepsItsCertificateWhenTheNewOneIsNoGood)
{
    RunningServer server(responder, options());
    const Certificate second("second");
    std::filesystem::copy_file(second.cert(), certificate.cert(),
                               std::filesystem::copy_options::overwrite_existing);
    server->reload();
    std::this_thread::sleep_for(50ms);
    TlsClient client(server.port());
    EXPECT_EQ(client.subject(), "first");
    EXPECT_TRUE(client.asks_and_gets(get("/"), "hello"));
}

TEST_F(Tls, LosesNoConnectionWhileItReloads)
{
    net::ServerOptions several = options({.header_timeout = 1h, .keepalive_idle = 1h});
    several.threads = 2;
    RunningServer server(responder, several);
    const Certificate second("second");
    std::atomic<bool> stop = false;
    std::atomic<int> served = 0, lost = 0;
    {
        std::deque<std::jthread> clients;
        for (int i = 0; i < 3; ++i)
            clients.emplace_back([&, i] {
                while (!stop) {
                    TlsClient client(server.port());
                    for (int request = 0; request <= 10 * i; ++request)
                        (client.asks_and_gets(get("/"), "hello") ? served : lost)++;
                }
            });
        for (int i = 0; i < 20 || (served <= 20 && i < 3'000); ++i) {
            if (i == 10)
                certificate.replace_by(second);
            server->reload();
            std::this_thread::sleep_for(20ms);
        }
        stop = true;
    }
    EXPECT_EQ(lost, 0);
    EXPECT_GT(served, 20);
    EXPECT_EQ(TlsClient(server.port()).subject(), "second");
}

} // namespace
} // namespace costrel::inline v1::wire
