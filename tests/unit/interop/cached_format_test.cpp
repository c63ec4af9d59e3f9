// A session of another framework that was kept from an earlier request is the one that its cookie
// would give now.
#include "unit/interop/every_format.hpp"
#include "unit/interop/formats.hpp"
#include "visit.hpp"

#include <costrel/json.hpp>
#include <costrel/session/interface.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace costrel::inline v1::interop {

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;

const std::string key(32, 'k');

class CachedFormat : public testing::TestWithParam<FormatCase> {
protected:
    static SessionInterface sessions(MadeFormat format, std::size_t cache_bytes)
    {
        SessionConfig config;
        config.secret_key = key;
        config.session_format = std::move(format);
        config.session_cache_bytes = cache_bytes;
        return SessionInterface(config);
    }
};

std::string seen(const SessionInterface& sessions, const std::string& field, sys_seconds now)
{
    const Visit visit(sessions, field, now);
    const Session& session = visit.session;
    return std::to_string(static_cast<int>(session.origin())) + ' ' +
           json_dumps(Value(session.items()));
}

TEST_P(CachedFormat, GivesWhatItWouldGiveWithoutTheCache)
{
    const MadeFormat format = GetParam().make(key);
    const SessionInterface with = sessions(format, 256 * 1024);
    const SessionInterface without = sessions(format, 0);
    const std::string good = saved(*format, {{"user", "ann"}});
    const std::string later = saved(*format, {{"user", "bob"}}, noon + 24h);
    const std::string fields[] = {good,
                                  later,
                                  later + "; " + good,
                                  "theme=dark; " + good,
                                  good.substr(0, good.size() - 1),
                                  saved(*GetParam().make(std::string(32, 'o')), {{"user", "eve"}})};
    for (const std::chrono::seconds after :
         {std::chrono::seconds(0), std::chrono::seconds(24h), std::chrono::seconds(14 * 24h - 1s),
          std::chrono::seconds(14 * 24h), std::chrono::seconds(14 * 24h + 61s),
          std::chrono::seconds(15 * 24h), std::chrono::seconds(32 * 24h),
          std::chrono::seconds(400 * 24h), std::chrono::seconds(24h), std::chrono::seconds(0),
          std::chrono::seconds(-1h)})
        for (int round = 0; round < 3; ++round)
            for (const std::string& field : fields)
                EXPECT_EQ(seen(with, field, noon + after), seen(without, field, noon + after))
                    << after.count() << " s, " << field;
}

TEST_P(CachedFormat, HasANumberOfItsOwn)
{
    const MadeFormat one = GetParam().make(key);
    const MadeFormat another = GetParam().make(key);
    EXPECT_NE(one->cache_number(noon), 0U);
    EXPECT_EQ(one->cache_number(noon), one->cache_number(noon + 24h));
    EXPECT_NE(one->cache_number(noon), another->cache_number(noon));
}

INSTANTIATE_TEST_SUITE_P(Formats, CachedFormat, testing::ValuesIn(every_format),
                         [](const auto& format) { return format.param.name; });

// A text of which costrel does not know how long it is good.
class Unknown final : public TextCookie {
public:
    SealedContent open(const CookieField&, sys_seconds now) const override
    {
        SealedContent content;
        content.origin = now < noon ? SessionOrigin::opened : SessionOrigin::expired;
        content.content = R"({"user":"ann"})";
        return content;
    }
    Result<OutCookie, CannotCarry> save(std::string_view, sys_seconds,
                                        std::span<const std::byte>) const override
    {
        return OutCookie{"s", "x"};
    }
    CookieDefaults defaults() const override { return {.name = "s"}; }
};

TEST(CachedText, IsNotKeptUnlessItNamesItsTimes)
{
    EXPECT_EQ(json_session(std::make_shared<Unknown>())->cache_number(noon), 0U);
}

} // namespace

} // namespace costrel::inline v1::interop
