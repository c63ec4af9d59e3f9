// A site in C++ that shares the sessions of another framework, without a server: a request a line.
//
//   {"kind": "django", "config": {…}, "time": 1700000000, "cookies": "sessionid=…",
//    "record": "…", "set": {"cart": []}, "clear": true, "django_login": ["1", "password column"]}
//
// and a line for each: what stood in the session when it was opened, and the Set-Cookie fields and
// the record that "set", "clear" or "django_login" came to. `kind` and `config` are those of the
// vectors in tests/conformance. It is an embedding server like any other: the formats are plugged
// into a SessionExchange.
#include "framework_kinds.hpp"
#include "one_record.hpp"
#include "vector.hpp"

#include <costrel/flash.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/laravel.hpp>
#include <costrel/json.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/sqlite.hpp>

#include <iostream>

namespace {

using namespace conformance;
using costrel::Dict;
using costrel::List;

class Site {
public:
    explicit Site(const Dict& request)
        : request_(request), framework_(framework_of(request)),
          store_(std::make_shared<OneRecord>(request.contains("record")
                                                 ? std::optional(text_field(request, "record"))
                                                 : std::nullopt)),
          sessions_(config(), [now = now()] { return now; })
    {
    }

    // Where the record lies that the browser's cookies name.
    Dict key() const
    {
        const std::string cookies = text_field(request_, "cookies");
        const costrel::CookieId id =
            framework_.record->read_id(costrel::CookieField(cookies), now());
        Dict response;
        if (id.origin == costrel::SessionOrigin::opened)
            response.set("key", framework_.record->key(id.id).bytes);
        return response;
    }

    Dict respond() const
    {
        costrel::SessionExchange exchange(sessions_);
        exchange.add_cookie_field(std::string(text_field(request_, "cookies")));
        costrel::Session& session = exchange.session();
        Dict response{{"session", session.items()}};
        if (flag(request_, "take_flashes"))
            response.set("flashes", taken_flashes(session));
        change(session);
        List& cookies = response["set_cookies"].emplace<List>();
        for (const std::string& cookie : exchange.finish().set_cookies)
            cookies.push_back(cookie);
        if (const auto& kept = store_->kept()) {
            response.set("key", kept->first);
            response.set("record", kept->second);
        }
        return response;
    }

private:
    std::chrono::sys_seconds now() const
    {
        return std::chrono::sys_seconds(std::chrono::seconds(integer_field(request_, "time")));
    }
    // The other site's own table.
    std::shared_ptr<costrel::SessionStore> database(const Dict& site) const
    {
        const auto table = text_field(request_, "kind") == "laravel"
                               ? costrel::interop::laravel_table()
                               : costrel::interop::django_table();
        if (site.contains("sqlite"))
            return costrel::sqlite_store(
                {.path = text_field(site, "sqlite"), .framework_table = table});
        if (site.contains("postgresql"))
            return costrel::postgres_store(
                {.conninfo = text_field(site, "postgresql"), .framework_table = table});
        return nullptr;
    }
    costrel::SessionConfig config() const
    {
        const Dict& site = dict_field(request_, "config");
        if (const auto store = database(site))
            return {.session_store = store, .session_record = framework_.record};
        if (site.contains("redis")) // the record is in the store that the other site uses
            return {.session_store = costrel::redis_store({.url = text_field(site, "redis")}),
                    .session_record = framework_.record,
                    .session_store_timeout = std::chrono::seconds(10)};
        if (framework_.record)
            return {.session_store = store_, .session_record = framework_.record};
        if (framework_.session)
            return {.session_format = framework_.session};
        return {.session_format = costrel::interop::json_session(framework_.text)};
    }

    static List taken_flashes(costrel::Session& session)
    {
        List all;
        for (const costrel::FlashedMessage& message : costrel::get_flashed_messages(session))
            all.push_back(List{message.category, message.message});
        return all;
    }

    void change(costrel::Session& session) const
    {
        if (flag(request_, "clear"))
            session.clear();
        if (request_.contains("set"))
            session.update(dict_field(request_, "set"));
        if (request_.contains("flash")) {
            const List& flashed = list_field(request_, "flash");
            costrel::flash(session, flashed[1], *flashed[0].as<std::string>());
        }
        if (request_.contains("django_login")) {
            const List& login = list_field(request_, "django_login");
            costrel::interop::django_login(
                session, {.secret_key = text_field(dict_field(request_, "config"), "secret")},
                *login[0].as<std::string>(), *login[1].as<std::string>());
        }
    }

    const Dict& request_;
    const Framework framework_;
    const std::shared_ptr<OneRecord> store_;
    const costrel::SessionInterface sessions_;
};

} // namespace

int main()
{
    for (std::string line; std::getline(std::cin, line);) {
        Dict response;
        try {
            const auto request = costrel::json_loads(line);
            const Site site(*request->as<Dict>());
            response = flag(*request->as<Dict>(), "asks_key") ? site.key() : site.respond();
        } catch (const std::exception& error) {
            response = {{"error", error.what()}};
        }
        std::cout << costrel::json_dumps(response) << std::endl;
    }
}
