// A session that was kept from an earlier request is the one that its cookie would give now: of
// each format, with every kind of field, and as time passes over keys, timeouts and endings.
#include "visit.hpp"

#include <costrel/sealing/key_ring_source.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/tagged_json.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr sys_seconds T(1'700'000'000s);
const std::string first_key = "not a secret: the first key of the tests";
const std::string second_key = "not a secret: the second key of the tests";

// A format that counts how often another one has to open a cookie.
class Counted final : public SessionFormat {
public:
    Counted(std::shared_ptr<const SessionFormat> own, std::atomic<int>& count)
        : own_(std::move(own)), count_(count)
    {
    }
    SealedContent open(const CookieField& cookies, sys_seconds now) const override
    {
        ++count_;
        return own_->open(cookies, now);
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        return own_->read(content);
    }
    void complete(SealedContent& found, const Dict& values) const override
    {
        own_->complete(found, values);
    }
    std::uint64_t cache_number(sys_seconds now) const noexcept override
    {
        return own_->cache_number(now);
    }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        return own_->save(session);
    }
    std::vector<std::string> cookie_names() const override { return own_->cookie_names(); }
    std::size_t random_bytes() const noexcept override { return own_->random_bytes(); }
    bool refreshes_permanent() const noexcept override { return own_->refreshes_permanent(); }
    std::shared_ptr<const SessionFormat> with_keys(const KeyRing& ring,
                                                   const SessionConfig& config) const override
    {
        return std::make_shared<Counted>(own_->with_keys(ring, config), count_);
    }

private:
    std::shared_ptr<const SessionFormat> own_;
    std::atomic<int>& count_;
};

struct Kind {
    std::string name;
    bool sealed;
    std::function<void(SessionConfig&)> change;
};

KeyRing two_keys()
{
    return {.keys = {{.secret = first_key, .not_after = T + 2h},
                     {.secret = second_key, .not_before = T + 1h}}};
}

const Kind kinds[] = {
    {"Flask", false, [](SessionConfig& config) { config.secret_key = first_key; }},
    {"FlaskWithAnEnd", false,
     [](SessionConfig& config) {
         config.secret_key = first_key;
         config.session_absolute_timeout = 12h;
     }},
    {"FlaskOfDatedKeys", false,
     [](SessionConfig& config) { config.session_keys_source = key_ring_source(two_keys); }},
    {"Sealed", true, [](SessionConfig& config) { config.secret_key = first_key; }},
    {"SealedThatIdles", true,
     [](SessionConfig& config) {
         config.secret_key = first_key;
         config.session_idle_timeout = 1h;
         config.session_absolute_timeout = 12h;
     }},
    {"SealedOfDatedKeys", true,
     [](SessionConfig& config) { config.session_keys_source = key_ring_source(two_keys); }},
    {"FlaskUntilADate", false,
     [](SessionConfig& config) {
         config.secret_key = first_key;
         config.session_accept_other_until = T + 90min;
     }},
    {"SealedUntilADate", true,
     [](SessionConfig& config) {
         config.secret_key = first_key;
         config.session_accept_other_until = T + 90min;
     }},
};

void PrintTo(const Kind& kind, std::ostream* out)
{
    *out << kind.name;
}

class CachedFormat : public testing::TestWithParam<Kind> {
protected:
    SessionConfig config(std::size_t cache_bytes, bool lists_ended)
    {
        SessionConfig result;
        GetParam().change(result);
        result.session_format = std::make_shared<Counted>(
            GetParam().sealed ? SessionFormat::sealed() : SessionFormat::flask(), opened_);
        result.session_cache_bytes = cache_bytes;
        if (lists_ended)
            result.session_revocations = cache_bytes > 0 ? list_ : list_without_;
        return result;
    }

    // The fields that clients send, good and bad.
    std::vector<std::string> fields(const SessionInterface& sessions)
    {
        std::vector<std::string> result;
        const auto add = [&](const SessionInterface& of, sys_seconds at, Dict values) {
            Visit visit(of, "", at);
            visit.session.update(values);
            const std::string cookie = visit.set_cookie();
            result.push_back(cookie.substr(0, cookie.find(';')));
        };
        add(sessions, T, {{"n", 1}, {"_user_id", "ann"}});
        add(sessions, T + 1h, {{"n", 2}, {"_user_id", "bob"}, {"_permanent", true}});
        add(sessions, T + 70min, {{"text", std::string(300, 'x')}});
        SessionConfig other;
        other.secret_key = first_key;
        other.session_format = GetParam().sealed ? SessionFormat::flask() : SessionFormat::sealed();
        add(SessionInterface(other), T, {{"n", 3}});
        const std::string good = result.front();
        const std::size_t value = good.find('=') + 1;
        std::string changed = good;
        changed.back() = changed.back() == 'A' ? 'B' : 'A';
        result.push_back(changed);
        result.push_back(good.substr(0, good.size() - 4));
        result.push_back("session=\"" + good.substr(value) + "\"");
        result.push_back("theme=dark; " + good + "; lang=en");
        result.push_back(changed + "; " + good);
        result.push_back("session=");
        result.push_back("other=1");
        return result;
    }

    std::atomic<int> opened_ = 0;
    std::shared_ptr<RevocationList> list_ = local_revocations();
    std::shared_ptr<RevocationList> list_without_ = local_revocations();
};

struct Seen {
    SessionOrigin origin;
    std::string json;
    std::string sent; // what a next request reads of it

    friend bool operator==(const Seen&, const Seen&) = default;
    friend void PrintTo(const Seen& seen, std::ostream* out)
    {
        *out << "origin " << static_cast<int>(seen.origin) << ' ' << seen.json << " then "
             << seen.sent;
    }
};

std::string json_of(const Session& session)
{
    Dict items = session.items();
    if (Value* const id = items.find("_session_id"))
        *id = "random";
    return TaggedJSONSerializer::dumps(items);
}

// A request with that field, which does to the session what its number says.
Seen seen(const SessionInterface& sessions, const SessionInterface& reader,
          const std::string& field, sys_seconds now, int number)
{
    Visit visit(sessions, field, now);
    Seen result{std::as_const(visit.session).origin(), json_of(visit.session), {}};
    if (number % 3 == 1)
        visit.session["number"] = number;
    if (number % 7 == 2)
        visit.session.clear();
    if (number % 11 == 3)
        visit.session.regenerate();
    const std::string cookie = visit.set_cookie();
    if (cookie.empty())
        return result;
    const std::string next = cookie.substr(0, cookie.find(';'));
    Visit after(reader, next, now);
    result.sent = json_of(after.session);
    return result;
}

TEST_P(CachedFormat, GivesWhatItWouldGiveWithoutTheCache)
{
    for (const bool lists_ended : {false, true}) {
        const SessionInterface with(config(256 * 1024, lists_ended));
        const SessionInterface without(config(0, lists_ended));
        const auto all = fields(without);
        int number = 0;
        const std::chrono::seconds times[] = {
            0s,    1s,      1h - 61s, 1h - 60s, 1h - 1s,  1h, 1h + 1s, 90min - 1s,
            90min, 2h - 1s, 2h,       2h + 59s, 2h + 60s, 3h, 12h,     12h + 1s,
            1h,    0s,      -1s,      -61s,     -1h,      0s};
        for (const std::chrono::seconds after : times) {
            if (lists_ended && after == 3h)
                for (const auto& list : {list_, list_without_})
                    list->end_user("bob", T + after);
            for (int round = 0; round < 3; ++round)
                for (const std::string& field : all) {
                    const Seen expected = seen(without, without, field, T + after, number);
                    EXPECT_EQ(seen(with, without, field, T + after, number), expected)
                        << after.count() << " s, " << field;
                    ++number;
                }
        }
    }
}

TEST_P(CachedFormat, OpensARepeatedCookieOnce)
{
    const SessionInterface sessions(config(256 * 1024, false));
    const std::string field = fields(sessions).front();
    const auto read = [&](sys_seconds now) {
        Visit visit(sessions, field, now);
        EXPECT_EQ(visit.session.get<int>("n"), 1);
    };
    read(T);
    read(T);
    const int before = opened_;
    for (int i = 0; i < 10; ++i)
        read(T + std::chrono::seconds(i));
    EXPECT_EQ(opened_, before);
}

INSTANTIATE_TEST_SUITE_P(Kinds, CachedFormat, testing::ValuesIn(kinds),
                         [](const auto& kind) { return kind.param.name; });

} // namespace
