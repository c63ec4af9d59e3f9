#include "site.hpp"

#include <filesystem>
#include <thread>

namespace {

using costrel::Request;
using costrel::TestClient;
using flaskr::Database;
using flaskr::DatabaseError;
using flaskr::get_db;
using testing::HasSubstr;

class Db : public Site {};

std::size_t open_files()
{
    const std::filesystem::directory_iterator folder("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
}

TEST_F(Db, GetCloseDb)
{
    std::size_t in_the_request = 0;
    app.get("/twice", [&](Request& request) {
        EXPECT_EQ(&get_db(request), &get_db(request)); // one for the whole request
        get_db(request).query("SELECT id FROM post").step();
        in_the_request = open_files();
        return std::string();
    });
    const std::size_t before = open_files();
    TestClient(app).get("/twice");
    EXPECT_GT(in_the_request, before);
    EXPECT_EQ(open_files(), before);
}

TEST_F(Db, InitDbMakesTheFolderAndEmptyTables)
{
    const std::string folder = std::filesystem::temp_directory_path() / "flaskr-init-db";
    std::filesystem::remove_all(folder);
    const std::string path = folder + "/instance/flaskr.sqlite";
    EXPECT_THROW(Database(path).query("SELECT 1"), DatabaseError);
    EXPECT_FALSE(std::filesystem::exists(folder)); // looking makes nothing
    for (int round = 0; round < 2; ++round) {
        flaskr::init_db(path);
        Database made(path);
        EXPECT_FALSE(made.query("SELECT * FROM user").step());
        made.execute("INSERT INTO user (username, password) VALUES ('a', 'b')");
    }
    std::filesystem::remove_all(folder);
}

TEST_F(Db, SaysWhatToDoWithoutAFile)
{
    try {
        Database("/nowhere/flaskr.sqlite").query("SELECT 1");
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_THAT(error.what(), HasSubstr("'flaskr init-db' makes a new one"));
    }
}

TEST_F(Db, KeepsTextOfAnyBytes)
{
    using namespace std::string_literals;
    for (const std::string& text : {""s, "a\0b"s, "日本 😀"s, std::string(100'000, 'x')}) {
        auto row = db.query("SELECT ?, length(?), ? IS NULL", text, text, std::string_view());
        ASSERT_TRUE(row.step());
        EXPECT_EQ(row.text(0), text);
        EXPECT_EQ(row.integer(2), 0); // an empty text is no NULL
    }
}

TEST_F(Db, HasNoPostsOfNobody)
{
    EXPECT_THROW(
        db.execute("INSERT INTO post (author_id, title, body) VALUES (77, 'title', 'body')"),
        DatabaseError);
}

TEST_F(Db, WaitsForAnotherWriter)
{
    db.execute("BEGIN IMMEDIATE");
    std::thread other([this] {
        EXPECT_EQ(post("/auth/register", {{"username", "a"}, {"password", "a"}}).status, 302);
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    db.execute("COMMIT");
    other.join();
}

} // namespace
