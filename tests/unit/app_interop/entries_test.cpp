// What Flask keeps in entries of its own, in the session of a framework that has a place for it:
// messages, how long it lasts, who is logged in, and the token of its forms.
#include <costrel/costrel.hpp>
#include <costrel/flash.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/laravel.hpp>
#include <costrel/interop/rails.hpp>
#include <costrel/interop/starlette.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/memory_store.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::chrono::sys_seconds T(1'700'000'000s);
const std::string secret = "0123456789abcdef0123456789abcdef";

// A browser of a site whose sessions another framework shares.
class Browser {
public:
    explicit Browser(SessionConfig config) : sessions_(std::move(config)) {}

    // What one request does with its session.
    SavedSession visit(const std::function<void(Session&)>& handler,
                       std::chrono::sys_seconds now = T)
    {
        SessionExchange exchange(sessions_, now);
        exchange.add_cookie_field(cookie);
        handler(exchange.session());
        SavedSession saved = exchange.finish();
        for (const std::string& field : saved.set_cookies)
            cookie = field.substr(0, field.find(';'));
        return saved;
    }
    Dict session(std::chrono::sys_seconds now = T)
    {
        Dict items;
        visit([&](Session& session) { items = session.items(); }, now);
        return items;
    }

    std::string cookie;

private:
    SessionInterface sessions_;
};

std::vector<std::string> messages_of(Session& session)
{
    std::vector<std::string> all;
    for (const FlashedMessage& message : get_flashed_messages(session))
        all.push_back(message.category + ": " + *message.message.as<std::string>());
    return all;
}

std::vector<std::string> messages_of(Browser& browser)
{
    std::vector<std::string> all;
    browser.visit([&](Session& session) { all = messages_of(session); });
    return all;
}

Browser rails()
{
    return Browser(
        {.session_format = interop::rails({.secret_key_base = secret, .cookie_name = "s"})});
}

TEST(RailsFlash, IsWhereRailsLooksForIt)
{
    Browser browser = rails();
    browser.visit([](Session& session) {
        flash(session, "Saved", "notice");
        flash(session, "Saved twice", "notice");
        flash(session, "Low on tea", "alert");
    });
    EXPECT_EQ(browser.session()["flash"],
              Value(Dict{{"discard", List{}},
                         {"flashes", Dict{{"notice", "Saved twice"}, {"alert", "Low on tea"}}}}));
    EXPECT_EQ(messages_of(browser),
              (std::vector<std::string>{"notice: Saved twice", "alert: Low on tea"}));
    EXPECT_FALSE(browser.session().contains("flash"));
    EXPECT_TRUE(messages_of(browser).empty());
}

TEST(RailsFlash, WhatRailsHasShownIsNotShownAgain)
{
    Browser browser = rails();
    browser.visit([](Session& session) {
        session["flash"] = Dict{{"discard", List{"notice"}},
                                {"flashes", Dict{{"notice", "Old"}, {"alert", "New"}}}};
    });
    EXPECT_EQ(messages_of(browser), std::vector<std::string>{"alert: New"});
}

TEST(RailsFlash, WhatIsNoFlashStaysAsItIs)
{
    for (const Value& odd : {Value("text"), Value(List{"a"}), Value(Dict{{"flashes", 1}})}) {
        Browser browser = rails();
        browser.visit([&](Session& session) { session["flash"] = odd; });
        EXPECT_TRUE(messages_of(browser).empty());
        EXPECT_EQ(browser.session()["flash"], odd);
    }
}

Browser laravel()
{
    return Browser({.session_store = memory_store(),
                    .session_record = interop::laravel(
                        {.app_key = "base64:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="})});
}

TEST(LaravelFlash, IsForgottenByLaravelAfterTheNextRequest)
{
    Browser browser = laravel();
    browser.visit([](Session& session) { flash(session, "Saved", "status"); });
    EXPECT_EQ(browser.session()["status"], Value("Saved"));
    EXPECT_EQ(browser.session()["_flash"], Value(Dict{{"old", List{"status"}}, {"new", List{}}}));
    EXPECT_EQ(messages_of(browser), std::vector<std::string>{"status: Saved"});
    EXPECT_FALSE(browser.session().contains("status"));
    EXPECT_EQ(browser.session()["_flash"], Value(Dict{{"old", List{}}, {"new", List{}}}));
}

TEST(LaravelFlash, OfALaravelResponseIsShownHere)
{
    Browser browser = laravel();
    browser.visit([](Session& session) {
        session["status"] = "Saved";
        session["_old_input"] = Dict{{"name", "Zoë"}};
        // Its array_diff() leaves gaps.
        session["_flash"] =
            Dict{{"old", Dict{{"1", "status"}, {"2", "_old_input"}}}, {"new", List{}}};
    });
    EXPECT_EQ(messages_of(browser), std::vector<std::string>{"status: Saved"});
    EXPECT_TRUE(browser.session().contains("_old_input"));
    EXPECT_EQ(browser.session()["_flash"],
              Value(Dict{{"old", List{"_old_input"}}, {"new", List{}}}));
}

TEST(LaravelFlash, NeverReplacesAnotherEntry)
{
    Browser browser = laravel();
    browser.visit([](Session& session) {
        session["cart"] = List{"tea"};
        for (const char* category : {"cart", "_token"})
            EXPECT_THROW(flash(session, "Saved", category), SessionFormatError) << category;
    });
    EXPECT_EQ(browser.session()["cart"], Value(List{"tea"}));
}

interop::DjangoOptions django_site()
{
    return {.secret_key = secret, .cookie_name = "s", .cookie_age = std::chrono::days(60)};
}

Browser django()
{
    return Browser({.session_format = interop::django(django_site())});
}

std::string cookie_after(Browser& browser, const std::function<void(Session&)>& change)
{
    return browser
        .visit([&](Session& session) {
            session["color"] = "red";
            change(session);
        })
        .set_cookies[0];
}

TEST(DjangoExpiry, SaysHowLongTheCookieLasts)
{
    Browser browser = django();
    EXPECT_THAT(cookie_after(browser, [](Session&) {}), HasSubstr("Max-Age=5184000"));
    EXPECT_THAT(cookie_after(browser, [](Session& session) { session["_session_expiry"] = 300; }),
                HasSubstr("Max-Age=300"));
    EXPECT_THAT(cookie_after(browser,
                             [](Session& session) {
                                 session["_session_expiry"] = "2023-11-14T22:23:20+00:00";
                             }),
                HasSubstr("Max-Age=600"));
    EXPECT_THAT(cookie_after(browser, [](Session& session) { session["_session_expiry"] = -5; }),
                HasSubstr("Max-Age=1;"));
    EXPECT_THAT(cookie_after(browser,
                             [](Session& session) {
                                 session["_session_expiry"] =
                                     std::numeric_limits<std::int64_t>::max();
                             }),
                HasSubstr("Max-Age=34560000"));
}

TEST(DjangoExpiry, IsWhatSetPermanentSets)
{
    Browser browser = django();
    const auto permanence = [&](bool wanted) {
        return cookie_after(browser, [&](Session& session) { session.set_permanent(wanted); });
    };
    EXPECT_THAT(permanence(false),
                ::testing::AllOf(Not(HasSubstr("Max-Age")), Not(HasSubstr("Expires"))));
    EXPECT_EQ(browser.session()["_session_expiry"], Value(0));
    EXPECT_THAT(permanence(true), HasSubstr("Max-Age=5184000"));
    EXPECT_FALSE(browser.session().contains("_session_expiry"));
    browser.visit([](Session& session) {
        EXPECT_TRUE(session.permanent());
        session.set_permanent(false);
        EXPECT_FALSE(session.permanent());
        session["_session_expiry"] = 300;
        session.set_permanent(true);
        EXPECT_EQ(session["_session_expiry"].get<int>(), 300) << "it lasts longer already";
    });
}

// It ended after permanent_session_lifetime, whatever SESSION_COOKIE_AGE said.
TEST(DjangoExpiry, TheSettingsOfTheSiteSayHowLongASessionLasts)
{
    Browser browser = django();
    cookie_after(browser, [](Session&) {});
    EXPECT_TRUE(browser.session(T + std::chrono::days(60)).contains("color"));
    EXPECT_FALSE(browser.session(T + std::chrono::days(60) + 1s).contains("color"));
}

// Keeps what the engine says of the end of each record.
class Ends final : public SessionStore {
public:
    template <class T>
    using Answer = Task<StoreResult<T>>;

    Answer<std::optional<StoredRecord>> load(StoreKey key, Deadline deadline) override
    {
        return inner_->load(std::move(key), deadline);
    }
    Answer<bool> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        end = record.expires;
        return inner_->insert(std::move(key), std::move(record), deadline);
    }
    Answer<Replaced> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                             Deadline deadline) override
    {
        end = record.expires;
        return inner_->replace(std::move(key), expected, std::move(record), deadline);
    }
    Answer<bool> touch(StoreKey key, SysMillis expires, SysMillis renewed,
                       Deadline deadline) override
    {
        end = expires;
        return inner_->touch(std::move(key), expires, renewed, deadline);
    }
    Answer<bool> erase(StoreKey key, bool all, Deadline deadline) override
    {
        return inner_->erase(std::move(key), all, deadline);
    }
    bool is_immediate() const noexcept override { return true; }

    SysMillis end{};

private:
    std::shared_ptr<SessionStore> inner_ = memory_store();
};

// A row, a key in Redis: they lasted 31 days, and each visit made it 31 days again.
TEST(DjangoRows, LastAsLongAsTheSiteAndTheSessionSay)
{
    const auto store = std::make_shared<Ends>();
    Browser browser(
        {.session_store = store, .session_record = interop::django_rows(django_site())});
    browser.visit([](Session& session) { session["color"] = "red"; });
    EXPECT_EQ(store->end, T + std::chrono::days(60));
    browser.visit([](Session& session) { session["_session_expiry"] = 300; });
    EXPECT_EQ(store->end, T + 300s);
    EXPECT_TRUE(browser.session(T + 299s).contains("color"));
    EXPECT_EQ(store->end, T + 300s) << "it counts from the last change";
}

TEST(Login, NamesTheUserAsThatSiteDoes)
{
    Browser browser = django();
    browser.visit([](Session& session) { login_user(session, "42"); });
    EXPECT_EQ(browser.session(), (Dict{{"_auth_user_id", "42"}}));
    browser.visit([](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_FALSE(logged_in_within(session, 1h)) << "Django does not keep when";
    });
}

TEST(Login, OfASiteThatHasNoFixedEntryForItNeedsOne)
{
    const auto format = interop::starlette({.secret_key = secret});
    Browser silent({.session_format = format});
    silent.visit([](Session& session) {
        session["color"] = "red";
        EXPECT_THROW(login_user(session, "alice"), SessionFormatError);
        EXPECT_EQ(current_user(session), std::nullopt);
    });
    EXPECT_EQ(silent.session(), (Dict{{"color", "red"}})) << "nothing was lost";
    Browser browser({.session_format = format, .session_user_key = "user"});
    browser.visit([](Session& session) { login_user(session, "alice"); });
    EXPECT_EQ(browser.session(), (Dict{{"user", "alice"}}));
}

} // namespace
