#include "net/listening/passed_sockets.hpp"
#include "net/listening/tcp_listening.hpp"
#include "unit/net/sentence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <sys/resource.h>
#include <sys/socket.h>

namespace costrel::inline v1::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Descriptors 3 and 4 are the sockets given, as after systemd's exec, until the end of the scope.
class Passing {
public:
    Passing(const Descriptor& first, const Descriptor& second)
    {
        for (const int number : {3, 4})
            kept_[number - 3] = Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 10));
        ::dup2(first.get(), 3);
        ::dup2(second.get(), 4);
        set("LISTEN_PID", std::to_string(::getpid()));
        set("LISTEN_FDS", "2");
        set("LISTEN_FDNAMES", "web:admin");
    }
    ~Passing()
    {
        for (const int number : {3, 4})
            kept_[number - 3].get() >= 0 ? ::dup2(kept_[number - 3].get(), number)
                                         : ::close(number);
        for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
            ::unsetenv(name);
    }
    static void set(const char* name, const std::string& value)
    {
        ::setenv(name, value.c_str(), 1);
    }

private:
    Descriptor kept_[2];
};

class PassedSocketsTest : public testing::Test {
protected:
    // Out of the way of 3 and 4.
    static Descriptor listening()
    {
        const auto sockets = listen_at({boost::asio::ip::make_address("127.0.0.1"), 0}, 1);
        return Descriptor(::fcntl(sockets.front().get(), F_DUPFD_CLOEXEC, 10));
    }
    const Descriptor web = listening();
    const Descriptor admin = listening();
};

TEST_F(PassedSocketsTest, AreTakenByName)
{
    const Passing passing(web, admin);
    PassedSockets passed = PassedSockets::from_environment();
    EXPECT_THAT(passed.left(), ElementsAre("web", "admin"));
    const auto taken = passed.take("admin");
    ASSERT_THAT(taken, SizeIs(1));
    EXPECT_EQ(local_endpoint(taken.front()), local_endpoint(admin));
    EXPECT_THAT(passed.left(), ElementsAre("web"));
}

TEST_F(PassedSocketsTest, AreTakenTogether)
{
    const Passing passing(web, admin);
    PassedSockets passed = PassedSockets::from_environment();
    EXPECT_THAT(passed.take(""), SizeIs(2));
    EXPECT_THAT(passed.left(), IsEmpty());
}

TEST_F(PassedSocketsTest, AreNotPassedOnToChildren)
{
    const Passing passing(web, admin);
    PassedSockets passed = PassedSockets::from_environment();
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        EXPECT_EQ(std::getenv(name), nullptr) << name;
    for (const Descriptor& socket : passed.take(""))
        EXPECT_TRUE(::fcntl(socket.get(), F_GETFD) & FD_CLOEXEC);
}

TEST_F(PassedSocketsTest, DoNotBlock)
{
    const Passing passing(web, admin);
    for (const Descriptor& socket : PassedSockets::from_environment().take(""))
        EXPECT_TRUE(::fcntl(socket.get(), F_GETFL) & O_NONBLOCK);
}

TEST_F(PassedSocketsTest, OfAnotherProcessAreLeftAlone)
{
    const Passing passing(web, admin);
    Passing::set("LISTEN_PID", std::to_string(::getppid()));
    PassedSockets passed = PassedSockets::from_environment();
    EXPECT_THAT(passed.left(), IsEmpty());
    EXPECT_THAT(sentence_of([&] { passed.take(""); }),
                HasSubstr("systemd passed no socket to this process"));
    EXPECT_NE(::fcntl(3, F_GETFD), -1);
}

TEST_F(PassedSocketsTest, AreNoneWithoutTheVariables)
{
    EXPECT_THAT(PassedSockets::from_environment().left(), IsEmpty());
}

TEST_F(PassedSocketsTest, SayThatTheNameIsUnknown)
{
    const Passing passing(web, admin);
    PassedSockets passed = PassedSockets::from_environment();
    EXPECT_THAT(sentence_of([&] { passed.take("api"); }),
                HasSubstr("cannot listen on systemd:api: systemd passed no socket of that name"));
    passed.take("web");
    EXPECT_THAT(sentence_of([&] { passed.take("web"); }), HasSubstr("that is not in use"));
}

TEST_F(PassedSocketsTest, SayThatOneDoesNotListen)
{
    const Descriptor idle(::fcntl(0, F_DUPFD_CLOEXEC, 10));
    const Passing passing(web, idle);
    PassedSockets passed = PassedSockets::from_environment();
    EXPECT_THAT(sentence_of([&] { passed.take("admin"); }),
                HasSubstr("descriptor 4 is no stream socket that listens"));
}

TEST_F(PassedSocketsTest, SayThatTheirNumberCannotBeRead)
{
    const Passing passing(web, admin);
    Passing::set("LISTEN_FDS", "two");
    EXPECT_THAT(sentence_of([] { PassedSockets::from_environment(); }),
                HasSubstr("LISTEN_FDS is no number: \"two\""));
}

} // namespace
} // namespace costrel::inline v1::net
