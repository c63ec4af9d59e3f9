// A site in C++ that shares the sessions of another framework, without a server: a request a line.
//
//   {"kind": "django", "config": {…}, "time": 1700000000, "cookies": "sessionid=…",
//    "record": "…", "set": {"cart": []}, "clear": true, "django_login": ["1", "password column"]}
//
// and a line for each: what stood in the session when it was opened, and, where "set", "clear" or
// "django_login" changed it, the cookies and the record that hold it now. `kind` and `config` are
// those of the vectors in tests/conformance.
#include "framework_kinds.hpp"
#include "vector.hpp"

#include <costrel/interop/django.hpp>
#include <costrel/json.hpp>
#include <costrel/session.hpp>

#include <algorithm>
#include <iostream>
#include <random>
#include <stdexcept>

namespace {

using namespace conformance;
using costrel::CookieField;
using costrel::Dict;
using costrel::SealedContent;
using costrel::SessionOrigin;
using costrel::Value;

std::string random_bytes(std::size_t size)
{
    std::random_device device;
    std::string bytes;
    while (bytes.size() < size)
        bytes += static_cast<char>(device());
    return bytes;
}

std::span<const std::byte> bytes_of(const std::string& text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

// What makes a login of Django, in a session of its own.
Dict django_login(const Dict& request)
{
    const Dict& config = dict_field(request, "config");
    const costrel::List& login = list_field(request, "django_login");
    costrel::Session session;
    costrel::interop::django_login(session, {.secret_key = text_field(config, "secret")},
                                   *login[0].as<std::string>(), *login[1].as<std::string>());
    return session.items();
}

void add_cookies(Dict& response, const std::vector<costrel::OutCookie>& cookies)
{
    Dict& out = response["cookies"].emplace<Dict>();
    for (const costrel::OutCookie& cookie : cookies)
        out.set(cookie.name, cookie.value);
}

[[noreturn]] void refuse(const costrel::CannotCarry& error)
{
    throw std::invalid_argument(error.path + ": " + error.what);
}

class Site {
public:
    explicit Site(const Dict& request)
        : request_(request), framework_(framework_of(request)),
          now_(std::chrono::seconds(integer_field(request, "time")))
    {
        if (!framework_.session && !framework_.record)
            framework_.session = costrel::interop::json_session(framework_.text);
    }

    Dict respond()
    {
        const CookieField cookies(text_field(request_, "cookies"));
        Dict session = framework_.session ? from_cookies(cookies) : from_record(cookies);
        response_.set("session", session);
        bool changed = flag(request_, "clear");
        if (changed)
            session.clear();
        for (const char* field : {"set", "django_login"}) {
            if (!request_.contains(field))
                continue;
            changed = true;
            session.update(field == std::string_view("set") ? dict_field(request_, "set")
                                                            : django_login(request_));
        }
        if (changed)
            save(session);
        return response_;
    }

private:
    template <class Format>
    Dict opened(const Format& format, const SealedContent& content)
    {
        if (content.origin != SessionOrigin::opened)
            return {};
        return format.read(content.content).value_or(Dict());
    }
    Dict from_cookies(const CookieField& cookies)
    {
        return opened(*framework_.session, framework_.session->open(cookies, now_));
    }
    Dict from_record(const CookieField& cookies)
    {
        id_ = framework_.record->read_id(cookies).id;
        if (id_.empty() || !request_.contains("record"))
            return {};
        return opened(*framework_.record,
                      framework_.record->open(text_field(request_, "record"), now_));
    }

    void save(const Dict& session)
    {
        const std::string handle = random_bytes(16);
        const std::string random = random_bytes(128);
        costrel::SessionToSave saved{session, now_, now_, {}, bytes_of(random)};
        std::ranges::copy(bytes_of(handle), saved.handle.begin());
        if (framework_.session) {
            auto cookies = framework_.session->save(saved);
            if (!cookies)
                refuse(cookies.error());
            return add_cookies(response_, *cookies);
        }
        auto record = framework_.record->write(saved);
        if (!record)
            refuse(record.error());
        const std::string drawn = random_bytes(framework_.record->random_bytes());
        if (id_.empty() || flag(request_, "clear"))
            id_ = framework_.record->new_id(bytes_of(drawn));
        add_cookies(response_, framework_.record->write_id(id_, bytes_of(random)));
        response_.set("record", *record);
        response_.set("key", framework_.record->key(id_).bytes);
    }

    const Dict& request_;
    Framework framework_;
    std::chrono::sys_seconds now_;
    std::string id_;
    Dict response_;
};

} // namespace

int main()
{
    for (std::string line; std::getline(std::cin, line);) {
        Dict response;
        try {
            const auto request = costrel::json::loads(line);
            response = Site(*request->as<Dict>()).respond();
        } catch (const std::exception& error) {
            response = {{"error", error.what()}};
        }
        std::cout << costrel::json::dumps(response) << std::endl;
    }
}
