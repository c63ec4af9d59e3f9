#include "http/framing/spool.hpp"
#include "wire/client.hpp"
#include "wire/memory.hpp"
#include "wire/running_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>
#include <sys/resource.h>
#include <thread>

namespace costrel::inline v1::wire {
namespace {

constexpr std::size_t large_size = 64 * 1024 * 1024;

// Answers with the size of the body and the sum of its bytes. Bodies over 512 KiB go to files.
class Uploads : public http::Responder {
public:
    http::Admission admit(const http::Message& message) noexcept override
    {
        return {message.path == "/small" ? std::size_t{1'000} : large_size, &spool_};
    }
    http::Reply respond(const http::Message& message, const http::Peer&) noexcept override
    {
        if (message.refusal)
            return Response(message.refusal->status);
        most_memory = memory_of_process("RssAnon");
        std::uint64_t sum = 0;
        for (const char byte : message.body)
            sum += static_cast<unsigned char>(byte);
        return Response(std::to_string(message.body.size()) + " " + std::to_string(sum));
    }

    std::atomic<std::size_t> most_memory = 0;
    std::atomic<int> failures = 0;

private:
    http::Spool spool_{std::filesystem::temp_directory_path(), 512 * 1024,
                       [this](int) { ++failures; }};
};

std::size_t open_descriptors()
{
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        count += entry.path().empty() ? 0U : 1U;
    return count;
}

std::string upload_head(std::string_view path, std::size_t size, std::string_view more = "")
{
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(size) + "\r\n" +
           std::string(more) + "\r\n";
}

// Whether that many are open soon: a connection takes a moment to end.
bool comes_to(std::size_t descriptors)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (open_descriptors() != descriptors && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return open_descriptors() == descriptors;
}

// Files that this process writes are no larger, while it lives.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN); // as serve() does
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

class UploadsTest : public testing::Test {
protected:
    static net::ServerOptions options() { return {.port = 0, .max_body = large_size}; }

    Uploads responder;
};

TEST_F(UploadsTest, OfAnySizeTakeBoundedMemoryAndLeaveNothing)
{
    RunningServer server(responder, options());
    Client client(server.port());
    client.send(get("/"));
    ASSERT_EQ(client.read_status(), 200);
    const std::size_t descriptors = open_descriptors();
    const std::string piece(1024 * 1024, 'a');
    const std::size_t before = memory_of_process("RssAnon");
    std::size_t most = before;
    client.send(upload_head("/", large_size));
    for (std::size_t sent = 0; sent < large_size; sent += piece.size()) {
        ASSERT_TRUE(client.send(piece));
        most = std::max(most, memory_of_process("RssAnon"));
    }
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, std::to_string(large_size) + " " + std::to_string(large_size * 'a'));
    EXPECT_LT(std::max(most, responder.most_memory.load()) - before, 4U * 1024 * 1024);

    client.send(get("/")); // when it is answered the file of the first is gone
    EXPECT_EQ(client.read_status(), 200);
    EXPECT_TRUE(comes_to(descriptors));
}

TEST_F(UploadsTest, ThatEndEarlyLeaveNothing)
{
    RunningServer server(responder, options());
    const std::size_t descriptors = open_descriptors();
    {
        Client client(server.port());
        client.send(upload_head("/", large_size) + std::string(1024 * 1024, 'a'));
        client.send_fin();
        EXPECT_EQ(client.read_status(), 400);
    }
    EXPECT_TRUE(comes_to(descriptors));
}

TEST_F(UploadsTest, WithoutRoomAreA507AndTheServerGoesOn)
{
    RunningServer server(responder, options());
    {
        const FileSizeLimit limit(1024 * 1024);
        Client client(server.port());
        client.send(upload_head("/", large_size));
        const std::string piece(64 * 1024, 'a');
        for (int i = 0; i < 64 && client.send(piece); ++i) {
        }
        EXPECT_EQ(client.read_status(), 507);
        EXPECT_EQ(responder.failures, 1);
    }
    Client client(server.port());
    client.send(post("/", std::string(1024 * 1024, 'a')));
    EXPECT_EQ(client.read_status(), 200);
}

TEST_F(UploadsTest, ThatAreTooLargeForTheirRouteAreRefusedBeforeTheyAreSent)
{
    RunningServer server(responder, options());
    Client client(server.port());
    client.send(upload_head("/small", 1'001, "Expect: 100-continue\r\n"));
    EXPECT_EQ(client.read_status(), 413);
}

} // namespace
} // namespace costrel::inline v1::wire
