// Sessions that a thread has read, kept for the next request with the same Cookie field.
#include "session/session_cache.hpp"
#include "session/value_memory.hpp"
#include "visit.hpp"

#include <costrel/config.hpp>
#include <costrel/encoding/json.hpp>
#include <costrel/sealing/key_ring.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/interface.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using session::ReadSession;
using session::SessionCache;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

SealedContent facts(std::size_t key_index = 0)
{
    SealedContent found;
    found.origin = SessionOrigin::opened;
    found.key_index = key_index;
    found.content = "{}";
    return found;
}

// Keeps `{"a": number}` for that field.
void keep(SessionCache& cache, std::string_view field, std::int64_t number,
          std::size_t most = 1'000'000, std::uint64_t format = 1)
{
    for (int i = 0; i < 2; ++i) {
        detail::SharedDict values(Dict{{"a", number}});
        cache.add(format, field, facts(), values, most);
    }
}

std::int64_t found(SessionCache& cache, std::string_view field, std::uint64_t format = 1)
{
    ReadSession* const known = cache.find(format, field);
    return known ? *known->values.read().find("a")->as<std::int64_t>() : -1;
}

TEST(SessionCache, KeepsWhatComesTwice)
{
    SessionCache cache;
    detail::SharedDict values(Dict{{"a", 1}});
    cache.add(1, "session=x", facts(3), values, 1'000'000);
    EXPECT_EQ(cache.find(1, "session=x"), nullptr);
    cache.add(1, "session=x", facts(3), values, 1'000'000);
    ReadSession* const known = cache.find(1, "session=x");
    ASSERT_NE(known, nullptr);
    EXPECT_EQ(known->found.key_index, 3U);
    EXPECT_EQ(known->found.content, "");
    EXPECT_EQ(known->values.read(), values.read());
}

TEST(SessionCache, KnowsAFieldOnlyWhole)
{
    SessionCache cache;
    const std::string field = "theme=dark; session=eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74";
    keep(cache, field, 7);
    EXPECT_EQ(found(cache, field), 7);
    for (std::size_t i = 0; i < field.size(); ++i) {
        std::string other = field;
        other[i] ^= 1;
        EXPECT_EQ(found(cache, other), -1) << i;
        EXPECT_EQ(found(cache, field.substr(0, i)), -1) << i;
    }
    EXPECT_EQ(found(cache, field + " "), -1);
    EXPECT_EQ(found(cache, field + std::string(1, '\0')), -1);
}

TEST(SessionCache, KnowsItForItsFormatOnly)
{
    SessionCache cache;
    keep(cache, "session=x", 1, 1'000'000, 1);
    keep(cache, "session=x", 2, 1'000'000, 2);
    EXPECT_EQ(found(cache, "session=x", 1), 1);
    EXPECT_EQ(found(cache, "session=x", 2), 2);
    EXPECT_EQ(found(cache, "session=x", 3), -1);
}

TEST(SessionCache, KeepsNoMoreThanItMay)
{
    SessionCache cache;
    for (std::int64_t i = 0; i < 2'000; ++i) {
        keep(cache, "session=" + std::to_string(i), i, 20'000);
        ASSERT_LE(cache.bytes(), 20'000U);
        ASSERT_EQ(found(cache, "session=" + std::to_string(i)), i);
    }
    EXPECT_GT(cache.bytes(), 10'000U);
}

TEST(SessionCache, TakesNoSessionThatWouldDriveOutTheOthers)
{
    SessionCache cache;
    detail::SharedDict values(Dict{{"a", std::string(2'000, 'x')}});
    for (int i = 0; i < 3; ++i)
        cache.add(1, "session=x", facts(), values, 8'000);
    EXPECT_EQ(cache.find(1, "session=x"), nullptr);
    EXPECT_EQ(cache.bytes(), 0U);
}

// To verify and to read it takes ten times as long as all else of its request.
TEST(SessionCache, KeepsASessionOfEightKilobytesOfJson)
{
    Dict items;
    for (int i = 0; i < 135; ++i)
        items["item number " + std::to_string(i)] = std::string(38, 'x');
    ASSERT_GT(json_dumps(Value(items)).size(), 8'000U);
    SessionCache cache;
    detail::SharedDict values(std::move(items));
    for (int i = 0; i < 2; ++i)
        cache.add(1, "session=x", facts(), values, Config().session_cache_bytes);
    EXPECT_NE(cache.find(1, "session=x"), nullptr);
}

TEST(SessionCache, CountsWhatLiesDeep)
{
    const std::string long_text(1'000, 'x');
    const Dict flat{{"a", long_text}};
    EXPECT_GT(session::memory_of(flat), 1'000U);
    const Dict deep{{"a", List{Dict{{"b", Tuple{{Bytes{long_text}}}}}, Html::trusted(long_text)}}};
    EXPECT_GT(session::memory_of(deep), 2'000U);
    EXPECT_EQ(session::memory_of(Dict{}), 0U);
}

TEST(SessionCache, KeepsWhatWasSavedForTheSameValuesOnly)
{
    SessionCache cache;
    keep(cache, "session=x", 1);
    ReadSession* const known = cache.find(1, "session=x");
    ASSERT_NE(known, nullptr);
    detail::SharedDict values = known->values.share();
    EXPECT_EQ(cache.at(known->place, 1, values), known);
    EXPECT_EQ(cache.at(known->place, 2, values), nullptr);
    EXPECT_EQ(cache.at(0, 1, values), nullptr);
    EXPECT_EQ(cache.at(known->place % 256 + 1, 1, values), nullptr);
    EXPECT_EQ(cache.at(1'000, 1, values), nullptr);
    EXPECT_EQ(cache.at(known->place, 1, detail::SharedDict(Dict{{"a", 1}})), nullptr);
    values.change();
    EXPECT_EQ(cache.at(known->place, 1, values), nullptr);
}

TEST(SessionCache, CountsTheFieldThatWasSent)
{
    SessionCache cache;
    keep(cache, "session=x", 1, 4'000);
    ReadSession* const known = cache.find(1, "session=x");
    ASSERT_NE(known, nullptr);
    const std::size_t before = cache.bytes();
    const session::FieldOrigin origin{.now = T, .created = T, .opened = T, .cookies = 7};
    cache.keep_field(*known, std::string(100, 'x'), origin, 4'000);
    EXPECT_EQ(cache.bytes(), before + 100);
    EXPECT_EQ(known->field_origin, origin);
    cache.keep_field(*known, std::string(1'000, 'z'), origin, 4'000); // too long
    EXPECT_EQ(cache.bytes(), before + 100);
    EXPECT_EQ(known->field_origin, session::FieldOrigin{})
        << "the one before is not of that origin";
}

TEST(SessionCache, CountsWhatWasSaved)
{
    SessionCache cache;
    keep(cache, "session=x", 1, 4'000);
    ReadSession* const known = cache.find(1, "session=x");
    ASSERT_NE(known, nullptr);
    const std::size_t before = cache.bytes();
    cache.keep_saved(*known, std::string(100, 'x'), 4'000);
    EXPECT_EQ(cache.bytes(), before + 100);
    cache.keep_saved(*known, std::string(50, 'y'), 4'000);
    EXPECT_EQ(cache.bytes(), before + 50);
    cache.keep_saved(*known, std::string(1'000, 'z'), 4'000); // more than a quarter with the rest
    EXPECT_EQ(known->saved, std::string(50, 'y'));
    EXPECT_EQ(cache.bytes(), before + 50);
}

// What lies in memory there, whether it was given back or not.
void read_memory(std::ifstream& memory, const char* place, std::string& bytes)
{
    memory.seekg(static_cast<std::streamoff>(reinterpret_cast<std::uintptr_t>(place)));
    memory.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

TEST(SessionCache, LeavesNothingInMemoryOfWhatItDrops)
{
    auto cache = std::make_unique<SessionCache>();
    const char* text = nullptr;
    for (int i = 0; i < 2; ++i) {
        Dict dict{{"a", std::string(5'000, 's')}};
        text = dict.find("a")->as<std::string>()->data();
        detail::SharedDict values(std::move(dict));
        cache->add(1, "session=x", facts(), values, 100'000);
    }
    ASSERT_NE(cache->find(1, "session=x"), nullptr);
    std::string bytes(5'000, '?'); // before, or they would lie where the session did
    std::ifstream memory("/proc/self/mem", std::ios::binary);
    read_memory(memory, text, bytes);
    EXPECT_EQ(bytes, std::string(5'000, 's'));
    cache.reset();
    read_memory(memory, text, bytes);
    // What the allocator writes there itself are a few words.
    EXPECT_EQ(bytes.find(std::string(50, 's')), std::string::npos);
}

// --- what a request sees of it

constexpr const char* plain = "session=eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74";

SessionConfig config_with(std::size_t cache_bytes, std::string key = "k")
{
    SessionConfig config;
    config.secret_key = std::move(key);
    config.session_cache_bytes = cache_bytes;
    return config;
}

// What requests with that cookie at that time come to, with and without a cache.
SessionOrigin seen(const SessionInterface& sessions, std::chrono::sys_seconds now)
{
    Visit visit(sessions, plain, now);
    const Session& session = visit.session;
    const bool has = session.contains("a");
    EXPECT_EQ(has, session.origin() == SessionOrigin::opened);
    return session.origin();
}

TEST(CachedSession, IsJudgedByItsTimesAtEachRequest)
{
    const auto lifetime = config_with(0).permanent_session_lifetime;
    for (const std::size_t bytes : {0U, 256U * 1024U}) {
        const SessionInterface sessions(config_with(bytes));
        for (int i = 0; i < 3; ++i)
            EXPECT_EQ(seen(sessions, T), SessionOrigin::opened);
        EXPECT_EQ(seen(sessions, T - 1s), SessionOrigin::from_the_future);
        EXPECT_EQ(seen(sessions, T + lifetime), SessionOrigin::opened);
        EXPECT_EQ(seen(sessions, T + lifetime + 1s), SessionOrigin::expired);
        EXPECT_EQ(seen(sessions, T), SessionOrigin::opened);
    }
}

TEST(CachedSession, OfOneKeyIsNoneOfAnother)
{
    const SessionInterface sessions(config_with(256 * 1024));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(seen(sessions, T), SessionOrigin::opened);
    const SessionInterface others(config_with(256 * 1024, "other"));
    EXPECT_EQ(seen(others, T), SessionOrigin::bad_signature);
}

TEST(CachedSession, ChangesForItsRequestAlone)
{
    const SessionInterface sessions(config_with(256 * 1024));
    for (int i = 0; i < 4; ++i) {
        Visit visit(sessions, plain, T);
        EXPECT_EQ(visit.session.get<int>("a"), 1);
        visit.session["a"] = 2;
        visit.session["more"]["deep"] = i;
        EXPECT_EQ(visit.session.get<int>("a"), 2);
    }
    Visit visit(sessions, plain, T);
    EXPECT_EQ(visit.session.get<int>("a"), 1);
    EXPECT_FALSE(visit.session.contains("more"));
}

// What the response sets to refresh a session, in requests at those times, one after the other.
std::vector<std::string> refreshed(std::size_t cache_bytes, bool says_permanent)
{
    SessionConfig config = config_with(cache_bytes);
    const SessionInterface sessions(config);
    Visit first(sessions, plain, T);
    first.session.set_permanent(true);
    const std::string cookie = first.set_cookie();
    const std::string field = cookie.substr(0, cookie.find(';'));
    std::vector<std::string> set;
    for (const auto after : {0s, 0s, 0s, 0s, 1s, 1s, 5s, 2s, 60s}) {
        Visit visit(sessions, field, T + after);
        EXPECT_TRUE(visit.session.permanent());
        if (says_permanent)
            visit.session.set_permanent(true);
        set.push_back(visit.set_cookie());
    }
    Visit changed(sessions, field, T + 60s);
    changed.session["a"] = 2;
    set.push_back(changed.set_cookie());
    Visit other(sessions, field, T + 60s);
    other.session.set_permanent(false);
    set.push_back(other.set_cookie());
    Visit unchanged(sessions, field, T + 60s);
    unchanged.session.set_permanent(true);
    set.push_back(unchanged.set_cookie());
    return set;
}

TEST(CachedSession, IsSignedAgainAsItWouldBeAnew)
{
    for (const bool says_permanent : {false, true})
        EXPECT_EQ(refreshed(256 * 1024, says_permanent), refreshed(0, says_permanent));
}

TEST(CachedSession, IsSentAgainWithinASecondAsItWas)
{
    const SessionInterface sessions(config_with(256 * 1024));
    Visit first(sessions, plain, T);
    first.session.set_permanent(true);
    const std::string cookie = first.set_cookie();
    const std::string field = cookie.substr(0, cookie.find(';'));
    for (int i = 0; i < 4; ++i) // kept, and what is made of it, too
        Visit(sessions, field, T).set_cookie();
    const std::string before = Visit(sessions, field, T).set_cookie();
    EXPECT_EQ(before, cookie);
    EXPECT_EQ(Visit(sessions, field, T + 1s).set_cookie().substr(0, 20), before.substr(0, 20));
    EXPECT_NE(Visit(sessions, field, T + 1s).set_cookie(), before);
    EXPECT_EQ(Visit(sessions, field, T).set_cookie(), before);
}

TEST(CachedSession, IsNotSentAgainWithWhatAnotherSiteSaysOfItsCookie)
{
    // One object for two sites, as a format of an application's own may be.
    class Shared final : public SessionFormat {
    public:
        explicit Shared(std::shared_ptr<const SessionFormat> flask) : flask_(std::move(flask)) {}
        SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const override
        {
            return flask_->open(cookies, now);
        }
        std::optional<Dict> read(std::string_view content) const override
        {
            return flask_->read(content);
        }
        std::uint64_t cache_number(std::chrono::sys_seconds) const noexcept override
        {
            return number_;
        }
        Result<std::vector<OutCookie>, CannotCarry>
        save(const SessionToSave& session) const override
        {
            return flask_->save(session);
        }
        bool repeats() const noexcept override { return true; }
        bool refreshes_permanent() const noexcept override { return true; }
        std::vector<std::string> cookie_names() const override { return flask_->cookie_names(); }

    private:
        std::shared_ptr<const SessionFormat> flask_;
        std::uint64_t number_ = new_cache_number();
    };
    SessionConfig config = config_with(256 * 1024);
    KeyRing ring;
    ring.keys.push_back({.secret = "k"});
    config.session_format =
        std::make_shared<Shared>(SessionFormat::flask()->with_keys(ring, config));
    const SessionInterface sessions(config);
    config.session_cookie_secure = true;
    const SessionInterface secure(config);
    Visit first(sessions, plain, T);
    first.session.set_permanent(true);
    const std::string cookie = first.set_cookie();
    const std::string field = cookie.substr(0, cookie.find(';'));
    const auto sent = [&](const SessionInterface& site) {
        Visit visit(site, field, T);
        EXPECT_TRUE(visit.session.permanent());
        return visit.set_cookie();
    };
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(sent(sessions), cookie);
    for (int i = 0; i < 4; ++i)
        EXPECT_NE(sent(secure).find("; Secure"), std::string::npos);
}

// An application's format: Flask's cookie, with an entry more that says how often it was sent.
class Numbered final : public SessionFormat {
public:
    explicit Numbered(std::shared_ptr<const SessionFormat> flask) : flask_(std::move(flask)) {}

    SealedContent open(const CookieField& cookies, std::chrono::sys_seconds now) const override
    {
        return flask_->open(cookies, now);
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        return flask_->read(content);
    }
    std::uint64_t cache_number(std::chrono::sys_seconds) const noexcept override { return number_; }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        Dict values = session.values;
        values.set("sent", ++sent_);
        return flask_->save({.values = values,
                             .now = session.now,
                             .created = session.created,
                             .handle = session.handle,
                             .random = session.random});
    }
    std::vector<std::string> cookie_names() const override { return flask_->cookie_names(); }
    bool refreshes_permanent() const noexcept override { return true; }
    std::shared_ptr<const SessionFormat> with_keys(const KeyRing& ring,
                                                   const SessionConfig& config) const override
    {
        return std::make_shared<Numbered>(flask_->with_keys(ring, config));
    }

private:
    std::shared_ptr<const SessionFormat> flask_;
    std::uint64_t number_ = new_cache_number();
    mutable std::int64_t sent_ = 0; // of the one thread of this test
};

TEST(CachedSession, OfAFormatThatIsWrittenByAnotherIsWrittenEachTime)
{
    SessionConfig config = config_with(256 * 1024);
    config.session_format = std::make_shared<Numbered>(SessionFormat::flask());
    const SessionInterface sessions(config);
    const SessionInterface flask(config_with(0));
    for (int i = 1; i <= 5; ++i) {
        Visit visit(sessions, plain, T);
        visit.session.set_modified(true);
        const std::string cookie = visit.set_cookie();
        const std::string field = cookie.substr(0, cookie.find(';'));
        Visit next(flask, field, T);
        EXPECT_EQ(next.session.get<int>("sent"), i);
    }
}

TEST(CachedSession, MayBeUsedInAnotherThread)
{
    const SessionInterface sessions(config_with(256 * 1024));
    for (int i = 0; i < 3; ++i)
        seen(sessions, T);
    Visit visit(sessions, plain, T);
    EXPECT_EQ(visit.session.get<int>("a"), 1);
    std::thread([&] {
        visit.session["a"] = 2;
        EXPECT_EQ(visit.session.get<int>("a"), 2);
    }).join();
    Visit again(sessions, plain, T);
    EXPECT_EQ(again.session.get<int>("a"), 1);
}

} // namespace
