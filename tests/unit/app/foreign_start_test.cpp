// What the log says when an application starts whose sessions are another framework's.
#include "app/route_table.hpp"
#include "app/serving.hpp"
#include "log_taker.hpp"
#include "session/setup.hpp"

#include <costrel/config.hpp>
#include <costrel/csrf.hpp>
#include <costrel/router.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace {

using namespace costrel;
using ::testing::HasSubstr;

// One that nobody ever opens.
class Elsewhere final : public SessionFormat {
public:
    explicit Elsewhere(std::string user_key) : user_key_(std::move(user_key)) {}

    SealedContent open(const CookieField&, std::chrono::sys_seconds) const override { return {}; }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave&) const override
    {
        return std::vector<OutCookie>{};
    }
    std::vector<std::string> cookie_names() const override { return {"session"}; }
    FormatTraits traits() const noexcept override { return {.framework = "Elsewhere"}; }
    std::string user_key() const override { return user_key_; }

private:
    std::string user_key_;
};

class Site : public Router {
public:
    const RouteTable& table() const { return *routes_; }
};

std::string said(Config config, const Site& site)
{
    LogTaker log;
    const session::Setup setup(config, {});
    log_session_warnings(config, setup, site.table(), true);
    return log.text();
}

TEST(StartWithForeignSessions, SaysThatNoTokenIsChecked)
{
    Site site;
    csrf_protect(site);
    const auto named = std::make_shared<Elsewhere>("user");
    const auto unnamed = std::make_shared<Elsewhere>("");
    const std::string key = "a secret key of ours";
    EXPECT_THAT(said({.session_format = named}, site), HasSubstr("set COSTREL_SECRET_KEY"));
    EXPECT_THAT(said({.session_format = named}, site), HasSubstr("the session is Elsewhere's"));
    EXPECT_THAT(said({.secret_key = key, .session_format = unnamed}, site),
                HasSubstr("session_user_key"));
    EXPECT_EQ(said({.secret_key = key, .session_format = named}, site), "");
    EXPECT_EQ(
        said({.secret_key = key, .session_format = unnamed, .session_user_key = "user"}, site), "");
}

TEST(StartWithForeignSessions, SaysNothingWhereNobodyAsksForTokens)
{
    EXPECT_EQ(said({.session_format = std::make_shared<Elsewhere>("")}, Site()), "");
}

} // namespace
