// Somebody else's server keeps its sessions where a URL says.
#include <costrel/session/errors.hpp>
#include <costrel/session_exchange.hpp>
#include STORE_HEADER

#include <cstdio>
#include <string>

int main(int, char** arguments)
try {
    const costrel::SessionInterface sessions(
        {.secret_key = "a key of more than sixteen bytes", .session_store = arguments[1]});
    costrel::SessionExchange first(sessions);
    first.session()["state"] = "kept";
    std::string cookie = first.finish().set_cookies[0];
    cookie.resize(cookie.find(';'));

    costrel::SessionExchange second(sessions);
    second.add_cookie_field(cookie);
    std::puts(second.session().get<std::string>("state", "lost").c_str());
} catch (const costrel::StoreUnavailableError&) {
    std::puts("out of reach");
}
