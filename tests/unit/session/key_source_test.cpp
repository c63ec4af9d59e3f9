#include "session/key_source.hpp"

#include <costrel/config_error.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/interface.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace {

using namespace costrel;

const std::string one = "one secret of the tests, long enough: 0123456789";
const std::string two = "two secrets of the tests, long enough: 9876543210";

std::string ring(const std::vector<std::string>& secrets)
{
    std::string text;
    for (const std::string& secret : secrets)
        text += (text.empty() ? R"({"keys":[{"secret":")" : R"(,{"secret":")") + secret + "\"}";
    return text + "]}";
}

class KeySource : public ::testing::Test {
protected:
    KeySource()
    {
        std::string name = (std::filesystem::temp_directory_path() / "keys-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        config_.session_keys_file = folder_ + "/keys.json";
        config_.session_keys_interval = std::chrono::seconds(0);
        config_.session_format = SessionFormat::sealed();
    }
    ~KeySource() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& text)
    {
        const std::string next = folder_ + "/next";
        std::ofstream(next) << text;
        std::filesystem::permissions(next, std::filesystem::perms::owner_read |
                                               std::filesystem::perms::owner_write);
        std::filesystem::rename(next, config_.session_keys_file);
    }
    static std::string cookie(const SessionInterface& sessions)
    {
        SessionExchange exchange(sessions);
        exchange.session()["n"] = 1;
        std::string cookie;
        exchange.save([](const char*) { return std::string(); },
                      [&](std::string_view name, const std::string& value) {
                          if (name == "Set-Cookie")
                              cookie = value.substr(0, value.find(';'));
                      });
        return cookie;
    }
    static SessionOrigin origin(const SessionInterface& sessions, const std::string& cookie)
    {
        SessionExchange exchange(sessions);
        exchange.add_cookie_field(cookie);
        return exchange.session().origin();
    }

    std::string folder_;
    SessionConfig config_;
};

TEST_F(KeySource, ReadsTheFileAgainWhenItChanges)
{
    write(ring({one}));
    const SessionInterface sessions(config_);
    const std::string before = cookie(sessions);
    write(ring({one, two}));
    const std::string after = cookie(sessions);
    EXPECT_EQ(origin(sessions, before), SessionOrigin::opened);
    write(ring({two}));
    EXPECT_EQ(origin(sessions, before), SessionOrigin::unknown_key);
    EXPECT_EQ(origin(sessions, after), SessionOrigin::opened);
    EXPECT_EQ(sessions.counters().keys_loaded, 2U);
}

TEST_F(KeySource, KeepsTheKeysWhenTheFileBecomesBad)
{
    write(ring({one}));
    const SessionInterface sessions(config_);
    const std::string before = cookie(sessions);
    write("{");
    EXPECT_EQ(origin(sessions, before), SessionOrigin::opened);
    EXPECT_EQ(origin(sessions, before), SessionOrigin::opened);
    EXPECT_EQ(sessions.counters().keys_failed, 1U); // it is not read again before it changes
    std::filesystem::remove(config_.session_keys_file);
    EXPECT_EQ(origin(sessions, before), SessionOrigin::opened);
}

// As the message says: chmod changes neither the text of the file nor when that was written.
TEST_F(KeySource, ReadsAFileAgainWhoseModeWasMended)
{
    write(ring({one}));
    const SessionInterface sessions(config_);
    using std::filesystem::perms;
    write(ring({one, two}));
    std::filesystem::permissions(config_.session_keys_file, perms::others_read,
                                 std::filesystem::perm_options::add);
    cookie(sessions);
    EXPECT_EQ(sessions.counters().keys_failed, 1U);
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // its times have ticks
    std::filesystem::permissions(config_.session_keys_file, perms::others_read,
                                 std::filesystem::perm_options::remove);
    cookie(sessions);
    EXPECT_EQ(sessions.counters().keys_loaded, 1U);
}

// As Kubernetes does it: the file is a link into a folder that is a link, and that one is swapped.
TEST_F(KeySource, SeesThatALinkOnTheWayToItWasSwapped)
{
    const auto mount = [&](const std::string& version, const std::string& text) {
        const std::filesystem::path folder(folder_);
        std::filesystem::create_directory(folder / version);
        write(text);
        std::filesystem::rename(config_.session_keys_file, folder / version / "keys.json");
        std::filesystem::create_directory_symlink(version, folder / "..next");
        std::filesystem::rename(folder / "..next", folder / "..data");
        std::filesystem::create_symlink("..data/keys.json", config_.session_keys_file);
    };
    mount("..first", ring({one}));
    const SessionInterface sessions(config_);
    const std::string before = cookie(sessions);
    std::filesystem::remove(config_.session_keys_file);
    mount("..second", ring({one, two}));
    EXPECT_EQ(origin(sessions, before), SessionOrigin::opened);
    EXPECT_EQ(sessions.counters().keys_loaded, 1U);
    EXPECT_EQ(sessions.counters().keys_failed, 0U);
}

TEST_F(KeySource, IsNeverReadHalfWhileItIsReplaced)
{
    write(ring({one}));
    const SessionInterface sessions(config_);
    const std::string before = cookie(sessions);
    std::vector<std::thread> readers;
    std::atomic<bool> over = false;
    std::atomic<int> lost = 0;
    for (int i = 0; i < 2; ++i)
        readers.emplace_back([&] {
            while (!over)
                if (origin(sessions, before) != SessionOrigin::opened)
                    ++lost;
        });
    // Until a reader has met a change: on a busy machine neither may run for a while.
    const auto is_enough = [&](int written) {
        return written >= 1'000'000 || (written >= 1'000 && sessions.counters().keys_loaded > 0);
    };
    for (int i = 0; !is_enough(i); ++i)
        write(ring(i % 2 ? std::vector{one} : std::vector{one, two}));
    over = true;
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_EQ(lost, 0);
    EXPECT_GT(sessions.counters().keys_loaded, 0U);
    EXPECT_EQ(sessions.counters().keys_failed, 0U);
}

TEST_F(KeySource, DoesNotStartWithoutAKeyThatSeals)
{
    EXPECT_THROW(SessionInterface{config_}, ConfigError);
    write(R"({"keys":[{"secret":")" + one + R"(","not_after":"2020-01-01T00:00:00Z"}]})");
    EXPECT_THROW(SessionInterface{config_}, ConfigError);
}

TEST_F(KeySource, IsOneAlone)
{
    write(ring({one}));
    config_.secret_key = one;
    EXPECT_THROW(SessionInterface{config_}, ConfigError);
    config_.secret_key.clear();
    config_.session_keys = ring({one});
    EXPECT_THROW(SessionInterface{config_}, ConfigError);
}

// The same ring signs Flask's cookies, and what an older key signed is signed again.
TEST_F(KeySource, ServesFlasksFormatToo)
{
    config_.session_format = {};
    write(ring({one}));
    const SessionInterface sessions(config_);
    const std::string before = cookie(sessions);
    write(ring({one, two}));
    EXPECT_EQ(origin(sessions, before), SessionOrigin::opened);
    write(R"({"keys":[{"secret":")" + one + R"(","revoked":true},{"secret":")" + two + R"("}]})");
    EXPECT_EQ(origin(sessions, before), SessionOrigin::bad_signature);
}

} // namespace
