#include "stores/link/socket_link.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace costrel::inline v1::stores {
namespace {

constexpr std::string_view
    piece_of_it("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

// A server on a socket in the file system, which talks as fast as it is listened to.
class Talker {
public:
    Talker()
    {
        EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path().copy(address.sun_path, sizeof(address.sun_path) - 1);
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
    }
    Talker(const Talker&) = delete;
    Talker& operator=(const Talker&) = delete;
    ~Talker()
    {
        ::close(socket_);
        ::close(listener_);
        ::unlink(path().c_str());
        ::rmdir(folder_.c_str());
    }
    std::string path() const { return folder_ + "/socket"; }
    // So that a whole read is never less than there is room for.
    void talk()
    {
        if (socket_ < 0)
            socket_ = ::accept(listener_, nullptr, nullptr);
        for (int i = 0; i < 1'000; ++i)
            if (::send(socket_, piece_of_it.data(), piece_of_it.size(),
                       MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
                break;
    }

private:
    std::string folder_ = "/tmp/costrel-talker-XXXXXX";
    int listener_ = -1;
    int socket_ = -1;
};

class Listening final : public SocketLink {
public:
    explicit Listening(Talker& talker)
        : SocketLink("a talker", Addresses::of_socket(talker.path())), talker_(talker)
    {
    }
    int pieces = 0;

private:
    void connected() override { opened(); }
    bool take(std::string_view) override
    {
        talker_.talk();
        return ++pieces < 1'000;
    }
    void reset() noexcept override {}
    void send(Request&) override { talker_.talk(); }

    Talker& talker_;
};

TEST(SocketLink, AStepEndsHoweverFastAServerTalks)
{
    Talker talker;
    Listening link(talker);
    const auto now = std::chrono::steady_clock::now();
    const auto request = std::make_shared<Request>(now + std::chrono::hours(1));
    link.push(request);
    EXPECT_GE(link.step(now).descriptor, 0);
    EXPECT_GT(link.pieces, 0);
    EXPECT_LE(link.pieces, SocketLink::most_pieces);
    (void)link.step(request->deadline);
    EXPECT_TRUE(request->is_done);
    EXPECT_EQ(request->error->code, StoreError::Code::timed_out);
}

} // namespace
} // namespace costrel::inline v1::stores
