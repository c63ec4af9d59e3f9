#include "net/edge_socket.hpp"
#include "net/operation_memory.hpp"
#include "net/rearmed_socket.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string_view>
#include <sys/socket.h>

namespace costrel::inline v1::net {
namespace {

using boost::asio::error::operation_aborted;
using boost::system::error_code;

// Both of what a connection waits by: which one it is depends on the version of Boost.
template <class SocketOfAConnection>
class ConnectionSocketTest : public testing::Test {
protected:
    // What is called when a wait is over. When it is dropped instead, so is the socket, as the
    // coroutine is that has it.
    class Handler {
    public:
        using allocator_type = OperationAllocator<std::byte>;

        Handler(OperationMemory& memory, std::optional<error_code>& result,
                std::optional<SocketOfAConnection>& socket)
            : memory_(memory), result_(&result), socket_(socket)
        {
        }
        Handler(Handler&& other) noexcept
            : memory_(other.memory_), result_(std::exchange(other.result_, nullptr)),
              socket_(other.socket_)
        {
        }
        ~Handler()
        {
            if (result_)
                socket_.reset();
        }

        allocator_type get_allocator() const noexcept { return allocator_type(memory_); }
        void operator()(error_code error) { *std::exchange(result_, nullptr) = error; }

    private:
        OperationMemory& memory_;
        std::optional<error_code>* result_;
        std::optional<SocketOfAConnection>& socket_;
    };

    void wait_until(Socket::wait_type until)
    {
        waited_.reset();
        socket_->async_wait(until, Handler(wait_memory_, waited_, socket_));
    }
    void watch()
    {
        watched_.reset();
        socket_->async_watch(Handler(watch_memory_, watched_, socket_));
    }
    // Lets the loop do what there is to do, and gives how the wait ended, if it has.
    std::optional<error_code> outcome()
    {
        loop_->restart();
        while (loop_->poll() > 0) {
        }
        return waited_;
    }
    // Waits for nothing new: until the first wait, which may end for no reason, does not.
    void wait_in_vain()
    {
        for (int i = 0; i < 3; ++i) {
            wait_until(Socket::wait_read);
            if (!outcome())
                return;
        }
        FAIL() << "the wait ends each time";
    }
    std::string_view receive()
    {
        const ssize_t count =
            ::recv(socket_->native_handle(), room_.data(), room_.size(), MSG_DONTWAIT);
        return {room_.data(), count < 0 ? 0 : static_cast<std::size_t>(count)};
    }
    void send(std::string_view bytes)
    {
        ASSERT_EQ(::send(peer_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }

    void SetUp() override
    {
        int pair[2];
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
        peer_ = Descriptor(pair[1]);
        socket_.emplace(loop_->get_executor(), Descriptor(pair[0]));
    }

    void TearDown() override
    {
        if (!socket_)
            return;
        socket_->close();
        outcome();
    }

    OperationMemory wait_memory_;
    OperationMemory watch_memory_;
    std::optional<error_code> waited_;
    std::optional<error_code> watched_;
    std::array<char, 64> room_{};
    Descriptor peer_;
    std::optional<boost::asio::io_context> loop_{std::in_place, 1};
    std::optional<SocketOfAConnection> socket_;
};

using Sockets = testing::Types<EdgeSocket, RearmedSocket>;
TYPED_TEST_SUITE(ConnectionSocketTest, Sockets);

TYPED_TEST(ConnectionSocketTest, WaitsUntilSomethingComes)
{
    this->wait_in_vain();
    this->send("one");
    EXPECT_EQ(this->outcome(), error_code());
    EXPECT_EQ(this->receive(), "one");
    this->wait_in_vain();
    this->send("two");
    EXPECT_EQ(this->outcome(), error_code());
}

TYPED_TEST(ConnectionSocketTest, KeepsWhatCameWhileNobodyWaited)
{
    this->wait_in_vain();
    this->send("one");
    EXPECT_TRUE(this->outcome());
    EXPECT_EQ(this->receive(), "one");
    this->send("two"); // while the response is made
    this->outcome();
    this->wait_until(Socket::wait_read);
    EXPECT_EQ(this->outcome(), error_code());
    EXPECT_EQ(this->receive(), "two");
}

TYPED_TEST(ConnectionSocketTest, SeesAnEndThatComesAfterTheLastBytesWereRead)
{
    this->wait_in_vain();
    this->send("last");
    this->outcome();
    EXPECT_EQ(this->receive(), "last");
    this->wait_in_vain();
    ::shutdown(this->peer_.get(), SHUT_WR);
    EXPECT_EQ(this->outcome(), error_code());
}

// There is one edge for both, so a look is needed.
TYPED_TEST(ConnectionSocketTest, SeesAnEndThatCameTogetherWithTheLastBytes)
{
    this->wait_in_vain();
    this->send("last");
    ::shutdown(this->peer_.get(), SHUT_WR);
    this->outcome();
    EXPECT_EQ(this->receive(), "last");
    this->wait_until(Socket::wait_read);
    EXPECT_TRUE(this->outcome() || this->socket_->has_missed_edge());
}

TYPED_TEST(ConnectionSocketTest, LooksForAMissedEdgeOnceAWait)
{
    this->wait_in_vain();
    EXPECT_FALSE(this->socket_->has_missed_edge());
    this->send("one");
    EXPECT_FALSE(this->socket_->has_missed_edge());
}

TYPED_TEST(ConnectionSocketTest, WaitsUntilItTakesBytesAgain)
{
    const std::string_view bytes(this->room_.data(), this->room_.size());
    const auto fill = [&] {
        while (::send(this->socket_->native_handle(), bytes.data(), bytes.size(),
                      MSG_DONTWAIT | MSG_NOSIGNAL) > 0) {
        }
    };
    fill();
    for (int i = 0; i < 2; ++i) { // the first wait may end for no reason
        this->wait_until(Socket::wait_write);
        this->outcome();
        if (!this->waited_)
            break;
    }
    EXPECT_FALSE(this->waited_);
    std::array<char, 65536> taken;
    while (::recv(this->peer_.get(), taken.data(), taken.size(), MSG_DONTWAIT) > 0) {
    }
    EXPECT_EQ(this->outcome(), error_code());
}

TYPED_TEST(ConnectionSocketTest, EndsAWaitThatIsCancelled)
{
    this->wait_in_vain();
    this->socket_->cancel();
    EXPECT_EQ(this->outcome(), error_code(operation_aborted));
    this->wait_in_vain(); // and the next one waits
    this->send("one");
    EXPECT_EQ(this->outcome(), error_code());
}

TYPED_TEST(ConnectionSocketTest, EndsAWaitWhenItIsClosed)
{
    this->wait_in_vain();
    this->watch();
    this->socket_->close();
    EXPECT_EQ(this->outcome(), error_code(operation_aborted));
    EXPECT_EQ(this->watched_, error_code(operation_aborted));
    EXPECT_EQ(::recv(this->peer_.get(), this->room_.data(), 1, MSG_DONTWAIT), 0);
    this->socket_->close();
    this->socket_->cancel();
}

TYPED_TEST(ConnectionSocketTest, WatchesForWhatCameBefore)
{
    this->wait_in_vain();
    this->send("next");
    this->outcome();
    this->watch();
    this->outcome();
    EXPECT_EQ(this->watched_, error_code());
}

// The watch of a request that is answered stays until something comes.
TYPED_TEST(ConnectionSocketTest, TellsAWaitOfTheEdgeThatEndsAWatch)
{
    this->wait_in_vain();
    this->send("one");
    this->outcome();
    EXPECT_EQ(this->receive(), "one");
    this->watch();
    this->outcome();
    EXPECT_FALSE(this->watched_);
    this->wait_until(Socket::wait_read);
    EXPECT_FALSE(this->outcome());
    this->send("two");
    EXPECT_EQ(this->outcome(), error_code());
    EXPECT_EQ(this->watched_, error_code());
}

TYPED_TEST(ConnectionSocketTest, DropsAWaitWhenItsLoopEnds)
{
    this->wait_in_vain();
    this->watch();
    this->loop_.reset();
    EXPECT_FALSE(this->socket_);
    EXPECT_FALSE(this->waited_);
    EXPECT_EQ(::recv(this->peer_.get(), this->room_.data(), 1, MSG_DONTWAIT), 0);
}

TYPED_TEST(ConnectionSocketTest, IsClosedByItsDestructor)
{
    TypeParam moved(std::move(*this->socket_));
    this->socket_.reset();
    EXPECT_EQ(::recv(this->peer_.get(), this->room_.data(), 1, MSG_DONTWAIT), -1);
    {
        const TypeParam last(std::move(moved));
    }
    EXPECT_EQ(::recv(this->peer_.get(), this->room_.data(), 1, MSG_DONTWAIT), 0);
}

TYPED_TEST(ConnectionSocketTest, SaysWhenASocketCannotBeWatched)
{
    EXPECT_THROW(TypeParam(this->loop_->get_executor(), Descriptor(1 << 28)),
                 boost::system::system_error);
}

} // namespace
} // namespace costrel::inline v1::net
