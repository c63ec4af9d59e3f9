#include "app/telemetry/logged_body.hpp"

#include <costrel/json.hpp>
#include <costrel/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>

namespace costrel::inline v1 {
namespace {

// Gives five bytes at a time.
class Fives final : public detail::BodySource {
public:
    Fives(int count, State last, std::optional<std::uint64_t> announced)
        : count_(count), last_(last), announced_(announced)
    {
    }
    std::optional<std::uint64_t> size() const noexcept override { return announced_; }
    Piece read(std::span<char>) noexcept override
    {
        return --count_ > 0 ? Piece{5, State::more} : Piece{5, last_};
    }

private:
    int count_;
    State last_;
    std::optional<std::uint64_t> announced_;
};

class LoggedBodyTest : public testing::Test {
protected:
    using State = detail::BodySource::State;

    // What the log says when a connection reads the source `reads` times.
    Dict line(Fives* source, int reads)
    {
        const std::string path =
            (std::filesystem::temp_directory_path() / ("logged_body." + std::to_string(::getpid())))
                .string();
        {
            AccessLog log({.access_log = "json", .access_log_file = path});
            std::string agent = "agent";
            AccessRecord record;
            record.method = "GET";
            record.target = "/stream?x=1";
            record.user_agent = agent;
            record.status = 200;
            auto body = std::make_unique<LoggedBody>(log, record, std::chrono::steady_clock::now());
            body->watch(detail::BodySourceOwner(source));
            agent = "other"; // the request is gone
            std::array<char, 16> room{};
            for (int i = 0; i < reads; ++i)
                body->read(room);
        }
        std::ifstream in(path);
        std::string text;
        std::getline(in, text);
        std::remove(path.c_str());
        const auto value = json_loads(text);
        EXPECT_TRUE(value) << text;
        return value ? *value->as<Dict>() : Dict{};
    }
};

TEST_F(LoggedBodyTest, ThatEndedIsLoggedWithItsBytes)
{
    Dict logged = line(new Fives(3, State::end, {}), 3);
    EXPECT_EQ(logged["body_bytes"], Value(15));
    EXPECT_EQ(logged["target"], Value("/stream?x=1"));
    EXPECT_EQ(logged["user_agent"], Value("agent"));
    EXPECT_EQ(logged["status"], Value(200));
    EXPECT_FALSE(logged.contains("cut"));
}

TEST_F(LoggedBodyTest, WithAllOfItsAnnouncedBytesHasEnded)
{
    EXPECT_FALSE(line(new Fives(9, State::end, 10), 2).contains("cut"));
    EXPECT_FALSE(line(new Fives(9, State::end, 0), 0).contains("cut"));
}

TEST_F(LoggedBodyTest, ThatWasCutSaysSo)
{
    Dict left = line(new Fives(3, State::end, {}), 2); // the peer went away
    EXPECT_EQ(left["body_bytes"], Value(10));
    EXPECT_EQ(left["cut"], Value(true));
    EXPECT_EQ(line(new Fives(3, State::end, 15), 2)["cut"], Value(true));
    EXPECT_EQ(line(new Fives(3, State::failed, {}), 3)["cut"], Value(true));
}

} // namespace
} // namespace costrel::inline v1
