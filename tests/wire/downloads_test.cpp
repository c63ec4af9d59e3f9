#include "app/dispatcher.hpp"
#include "unit/app/temporary_folder.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"

#include <costrel/app.hpp>
#include <costrel/compress.hpp>
#include <costrel/static_files.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

// An application that serves a folder, on a real server.
class FileApp : public App {
public:
    explicit FileApp(const TemporaryFolder& folder)
    {
        compress(*this);
        static_files(*this, "/static", folder.path());
    }
    RouteTable& routes() { return *routes_; }
};

std::size_t open_descriptors()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// Closing is the server's work, which takes it a moment.
bool returns_to(std::size_t descriptors)
{
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (open_descriptors() != descriptors) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

class Downloads : public ::testing::Test {
protected:
    static constexpr std::size_t large_size = 8 * 1024 * 1024;

    Downloads() : app_(folder_), dispatcher_(app_.routes(), app_.config)
    {
        std::string content;
        content.reserve(large_size);
        for (unsigned i = 0; content.size() < large_size; ++i)
            content += std::to_string(i) + "\n";
        content.resize(large_size);
        folder_.write("large.bin", content);
        folder_.write("large.txt", content);
        content_ = std::move(content);
    }

    TemporaryFolder folder_;
    FileApp app_;
    Dispatcher dispatcher_;
    std::string content_;
};

TEST_F(Downloads, AreWhole)
{
    RunningServer server(dispatcher_);
    Client client(server.port());
    client.send(get("/static/large.bin"));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_TRUE(answer->body == content_);
    client.send(get("/static/nope"));
    EXPECT_EQ(client.read_status(), 404);
}

TEST_F(Downloads, AreGoneOnWithByARange)
{
    RunningServer server(dispatcher_);
    Client client(server.port());
    client.send(get("/static/large.bin", "Range: bytes=0-999999\r\n"));
    const auto first = client.read_answer();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->status, 206);
    client.send(get("/static/large.bin", "Range: bytes=1000000-\r\nIf-Range: " +
                                             first->field("ETag").value_or("") + "\r\n"));
    const auto second = client.read_answer();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->status, 206);
    EXPECT_TRUE(first->body + second->body == content_);
}

TEST_F(Downloads, KeepTheOrderOfPipelinedRequests)
{
    RunningServer server(dispatcher_);
    Client client(server.port());
    client.send(get("/static/large.bin") + get("/static/large.bin", "Range: bytes=-3\r\n") +
                "HEAD /static/large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_answer()->body.size(), large_size);
    EXPECT_EQ(client.read_answer()->body.size(), 3U);
    EXPECT_EQ(client.read_answer(true)->field("Content-Length"), std::to_string(large_size));
}

TEST_F(Downloads, OfAFileThatBecomesShorterAreCutAndNeverPadded)
{
    RunningServer server(dispatcher_);
    Client client(server.port(), 4096);
    client.send(get("/static/large.bin"));
    ASSERT_FALSE(client.read_some(1).empty()); // the file is open
    std::filesystem::resize_file(folder_.path("large.bin"), 100'000);
    std::size_t received = 1;
    for (std::string some; !(some = client.read_some()).empty();)
        received += some.size();
    EXPECT_LT(received, large_size);
    EXPECT_EQ(client.wait_for_end(), End::reset);

    Client next(server.port());
    next.send(get("/static/large.bin"));
    EXPECT_EQ(next.read_answer()->body.size(), 100'000U);
}

TEST_F(Downloads, OfAFileThatGrowsOrIsDeletedAreWhatWasAnnounced)
{
    RunningServer server(dispatcher_);
    Client grown(server.port(), 4096);
    grown.send(get("/static/large.bin"));
    Client deleted(server.port(), 4096);
    deleted.send(get("/static/large.txt"));
    ASSERT_FALSE(grown.stays_silent(Client::patience));
    ASSERT_FALSE(deleted.stays_silent(Client::patience));
    std::filesystem::resize_file(folder_.path("large.bin"), large_size + 1'000'000);
    std::filesystem::remove(folder_.path("large.txt"));
    EXPECT_TRUE(grown.read_answer()->body == content_);
    EXPECT_TRUE(deleted.read_answer()->body == content_);
    grown.send(get("/static/large.txt"));
    EXPECT_EQ(grown.read_status(), 404);
}

TEST_F(Downloads, ThatAreAbortedGiveTheirDescriptorsBack)
{
    const std::size_t before = open_descriptors();
    {
        RunningServer server(dispatcher_);
        const std::size_t idle = open_descriptors();
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 200; ++i) {
            clients.push_back(std::make_unique<Client>(server.port(), 4096));
            // Some of them are packed on the way.
            clients.back()->send(i % 10 != 0
                                     ? get("/static/large.bin")
                                     : get("/static/large.txt", "Accept-Encoding: gzip\r\n"));
        }
        for (const auto& client : clients)
            ASSERT_FALSE(client->read_some(100).empty());
        EXPECT_GE(open_descriptors(), idle + 600); // two sockets and a file each
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if (i % 3 == 0)
                clients[i]->reset();
            clients[i].reset();
        }
        EXPECT_TRUE(returns_to(idle));
        Client next(server.port());
        next.send(get("/static/large.bin"));
        EXPECT_EQ(next.read_answer()->body.size(), large_size);
    }
    EXPECT_TRUE(returns_to(before));
}

TEST_F(Downloads, ThatAreSlowDoNotHoldUpOthers)
{
    RunningServer server(dispatcher_);
    Client unread(server.port(), 4096);
    unread.send(get("/static/large.txt", "Accept-Encoding: gzip\r\n"));
    ASSERT_FALSE(unread.stays_silent(Client::patience));
    Client other(server.port());
    for (int i = 0; i < 10; ++i) {
        other.send(get("/static/large.bin", "Range: bytes=0-0\r\n"));
        EXPECT_EQ(other.read_status(), 206);
    }
}

} // namespace
} // namespace costrel::inline v1::wire
