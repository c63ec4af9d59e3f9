#include "session/ended_line.hpp"

namespace {

using costrel::SessionFacts;
using costrel::session::EndedLine;
using costrel::session::EndedSessions;
using std::chrono::seconds;
using std::chrono::sys_seconds;

sys_seconds at(std::int64_t second)
{
    return sys_seconds(seconds(second));
}

TEST(EndedLine, IsReadAsItIsWritten)
{
    const EndedLine session{.kind = EndedLine::Kind::session,
                            .handle = {std::byte{1}},
                            .created = at(10),
                            .from = at(0),
                            .until = at(30)};
    EXPECT_EQ(session.text(), "s AQAAAAAAAAAAAAAAAAAAAA 10 0 30");
    const auto read = EndedLine::read(session.text());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->handle, session.handle);
    EXPECT_EQ(read->until, at(30));

    const EndedLine user{.kind = EndedLine::Kind::user, .user = "ä b\n", .second = at(5)};
    EXPECT_EQ(user.text(), "u 5 %C3%A4%20b%0A");
    EXPECT_EQ(EndedLine::read(user.text())->user, "ä b\n");
    EXPECT_EQ(EndedLine::read("a 7")->second, at(7));
}

TEST(EndedLine, IsNothingElse)
{
    for (const char* text :
         {"", " ", "s", "s AQAAAAAAAAAAAAAAAAAAAA 10 0", "s AQAAAAAAAAAAAAAAAAAAAB 10 0 30",
          "s short 10 0 30", "s AQAAAAAAAAAAAAAAAAAAAA -1 0 30", "u 5", "u 5 ", "u x 42", "a",
          "a -1", "a 253402300800", "a 1 2", "x 5", "s AQAAAAAAAAAAAAAAAAAAAA 10 0 30 40"})
        EXPECT_FALSE(EndedLine::read(text)) << text;
    EXPECT_FALSE(EndedLine::read("u 5 " + std::string(509, 'x')));
    EXPECT_TRUE(EndedLine::read("u 5 " + std::string(508, 'x')));
}

TEST(EndedLine, NamesAUserWithALongNameByAHash)
{
    const auto text_of = [](const std::string& user) {
        return EndedLine{.kind = EndedLine::Kind::user, .user = user, .second = at(5)}.text();
    };
    const std::string fits(508, 'x');
    EXPECT_EQ(text_of(fits), "u 5 " + fits); // as programs from before hashes wrote it, and read it
    EXPECT_EQ(text_of(std::string(509, 'x')), "u 5 %FFsha256%3Adc95dba3edde35ac1ce6559483f41afc"
                                              "a1aefe3cb2977669a7ba4f19fbbe65e7");
    std::string name;
    for (std::size_t size = 1; size < 600; ++size) {
        name += '\xE5';
        const std::string line = text_of(name);
        const auto read = EndedLine::read(line);
        ASSERT_TRUE(read) << line;
        EndedSessions ended(100);
        read->apply(ended);
        EXPECT_TRUE(ended.has_ended({.user = name, .created = at(5)}, at(100))) << size;
        EXPECT_FALSE(ended.has_ended({.user = name, .created = at(6)}, at(100))) << size;
        EXPECT_FALSE(ended.has_ended({.user = name + 'x', .created = at(5)}, at(100))) << size;
        EXPECT_EQ(ended.earliest_birth(name, at(1)), at(6)) << size;
    }
}

TEST(EndedLine, IsAppliedInAnyOrderAndMoreThanOnce)
{
    const std::vector<std::string> lines = {"u 50 42", "u 20 42", "a 7", "a 3",
                                            "s AQAAAAAAAAAAAAAAAAAAAA 10 0 30"};
    for (int turn = 0; turn < 5; ++turn) {
        EndedSessions ended(100);
        for (std::size_t i = 0; i < 10; ++i)
            EndedLine::read(lines[(i + static_cast<std::size_t>(turn)) % 5])->apply(ended);
        EXPECT_TRUE(ended.has_ended({.user = "42", .created = at(50)}, at(100)));
        EXPECT_FALSE(ended.has_ended({.user = "42", .created = at(51)}, at(100)));
        EXPECT_TRUE(ended.has_ended({.created = at(7)}, at(100)));
        EXPECT_FALSE(ended.has_ended({.created = at(8)}, at(100)));
        const costrel::Handle handle{std::byte{1}};
        EXPECT_TRUE(ended.has_ended({.handle = handle, .created = at(10)}, at(100)));
    }
}

} // namespace
