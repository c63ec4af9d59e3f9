#include "certificate/certificate.hpp"
#include "stores/redis/tls_client.hpp"

#include <costrel/config_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>
#include <string>

namespace costrel::inline v1::stores {
namespace {

using certificate::Certificate;
using ::testing::HasSubstr;
using Step = TlsClient::Step;

// A server in the memory of the test.
class Server {
public:
    explicit Server(const Certificate& certificate)
        : context_(SSL_CTX_new(TLS_server_method())),
          session_((use(certificate), SSL_new(context_)))
    {
        SSL_set_bio(session_, received_, sent_);
        SSL_set_accept_state(session_);
    }
    ~Server()
    {
        SSL_free(session_);
        SSL_CTX_free(context_);
        ERR_clear_error();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Passes on what both have to say, until neither has anything.
    Step meet(TlsClient& client)
    {
        Step step = Step::needs_more;
        for (int round = 0; round < 10; ++round) {
            step = client.shake_hands();
            pass_to(client, [this] { SSL_do_handshake(session_); });
            if (step == Step::failed)
                break;
        }
        return step;
    }
    // What it reads, and sends back.
    std::string echo(TlsClient& client, const std::string& text)
    {
        EXPECT_EQ(client.write(text), Step::done);
        std::string got, back;
        pass_to(client, [&] {
            std::array<char, 16 * 1024> room;
            int count = 0;
            while ((count = SSL_read(session_, room.data(), static_cast<int>(room.size()))) > 0)
                got.append(room.data(), static_cast<std::size_t>(count));
            SSL_write(session_, got.data(), static_cast<int>(got.size()));
        });
        std::array<char, 1'000> room;
        std::string_view some;
        while (client.read(room, some) == Step::done)
            back += some;
        return back;
    }
    std::string asked_for() const
    {
        const char* const name = SSL_get_servername(session_, TLSEXT_NAMETYPE_host_name);
        return name ? name : "";
    }

private:
    void use(const Certificate& certificate)
    {
        SSL_CTX_use_certificate_file(context_, certificate.cert().c_str(), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(context_, certificate.key().c_str(), SSL_FILETYPE_PEM);
    }
    void pass_to(TlsClient& client, auto&& act)
    {
        std::string bytes;
        client.take_to_send(bytes);
        if (!bytes.empty())
            BIO_write(received_, bytes.data(), static_cast<int>(bytes.size()));
        act();
        char* data = nullptr;
        const long size = BIO_get_mem_data(sent_, &data);
        if (size > 0) {
            EXPECT_TRUE(client.feed({data, static_cast<std::size_t>(size)}));
        }
        (void)BIO_reset(sent_);
    }

    SSL_CTX* context_;
    SSL* session_;
    BIO* received_ = BIO_new(BIO_s_mem());
    BIO* sent_ = BIO_new(BIO_s_mem());
};

class RedisTls : public ::testing::Test {
protected:
    const Certificate certificate{"localhost"};
    const TlsContext trusting{{.authorities = certificate.cert()}};
};

TEST_F(RedisTls, SaysTextsOfAnySizeToTheHostOfTheCertificate)
{
    Server server(certificate);
    TlsClient client(trusting, "localhost");
    EXPECT_EQ(server.meet(client), Step::done);
    EXPECT_EQ(server.asked_for(), "localhost");
    EXPECT_EQ(server.echo(client, "PING"), "PING");
    const std::string large(300'000, 'x');
    EXPECT_EQ(server.echo(client, large), large);
}

TEST_F(RedisTls, DeniesACertificateForAnotherHost)
{
    for (const std::string host : {"other.test", "localhost.test", "127.0.0.1", "::1"}) {
        Server server(certificate);
        TlsClient client(trusting, host);
        EXPECT_EQ(server.meet(client), Step::failed) << host;
        EXPECT_EQ(client.error().code, StoreError::Code::denied) << host;
        EXPECT_THAT(client.error().message, HasSubstr("for another host"));
    }
}

TEST_F(RedisTls, AsksForNoNameWhereTheHostIsAnAddress)
{
    Server server(certificate);
    TlsClient client(trusting, "127.0.0.1");
    (void)server.meet(client);
    EXPECT_EQ(server.asked_for(), "");
}

TEST_F(RedisTls, DeniesWhomNobodyVouchesFor)
{
    const TlsContext of_the_system{TlsFiles{}};
    Server server(certificate);
    TlsClient client(of_the_system, "localhost");
    EXPECT_EQ(server.meet(client), Step::failed);
    EXPECT_EQ(client.error().code, StoreError::Code::denied);
    EXPECT_THAT(client.error().message, HasSubstr("not trusted"));
}

TEST_F(RedisTls, SaysThatAPeerSpeaksNoTls)
{
    TlsClient client(trusting, "localhost");
    EXPECT_EQ(client.shake_hands(), Step::needs_more);
    EXPECT_TRUE(client.feed("-ERR unknown command\r\n"));
    EXPECT_EQ(client.shake_hands(), Step::failed);
    EXPECT_EQ(client.error().code, StoreError::Code::denied);
    EXPECT_THAT(client.error().message, HasSubstr("tls-cluster yes"));
}

TEST_F(RedisTls, IsNotWithoutAHostToLookFor)
{
    EXPECT_THROW(TlsClient(trusting, ""), std::invalid_argument);
}

TEST_F(RedisTls, RejectsFilesThatAreOfNoUse)
{
    EXPECT_THROW(TlsContext({.authorities = "missing.pem"}), ConfigError);
    EXPECT_THROW(TlsContext({.authorities = certificate.key()}), ConfigError);
    EXPECT_THROW(TlsContext({.certificate = certificate.cert()}), ConfigError);
    EXPECT_THROW(TlsContext({.certificate = "missing.pem", .key = certificate.key()}), ConfigError);
    const Certificate other;
    EXPECT_THROW(TlsContext({.certificate = certificate.cert(), .key = other.key()}), ConfigError);
    EXPECT_NO_THROW(TlsContext({.certificate = certificate.cert(), .key = certificate.key()}));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

} // namespace
} // namespace costrel::inline v1::stores
