// costrel-proxied: says how requests look to an application behind proxies, for who compares that
// with Werkzeug. Reads JSON objects, one a line, from standard input, and writes one for each:
//
//     {"host": "inner", "secure": false, "fix": {"x_for": 1}, "trusted": [], "headers": [["…",
//     "…"]]}
//     {"status": 200, "remote_addr": "…", "scheme": "…", "host": "…", "script_root": "…", "url":
//     "…"}
#include "vector.hpp"

#include <costrel/app.hpp>
#include <costrel/json.hpp>
#include <costrel/testing.hpp>

#include <iostream>

namespace {

using namespace costrel;

Value page(Request& request)
{
    Dict seen;
    seen["remote_addr"] = std::string(request.remote_addr);
    seen["scheme"] = std::string(request.scheme);
    seen["host"] = std::string(request.host);
    seen["script_root"] = std::string(request.script_root);
    seen["url"] = request.url_for<page>();
    return seen;
}

unsigned count(const Dict& fix, std::string_view name)
{
    return static_cast<unsigned>(conformance::integer_field(fix, name));
}

Dict answer(const Dict& question)
{
    const Dict& fix = conformance::dict_field(question, "fix");
    Config config{.proxy_fix = {.x_for = count(fix, "x_for"),
                                .x_proto = count(fix, "x_proto"),
                                .x_host = count(fix, "x_host"),
                                .x_port = count(fix, "x_port"),
                                .x_prefix = count(fix, "x_prefix")}};
    for (const Value& host : conformance::list_field(question, "trusted"))
        config.trusted_hosts.push_back(*host.as<std::string>());
    App app(std::move(config));
    app.get<page>("/page/");
    costrel::TestClient client(app, {.host = conformance::text_field(question, "host"),
                                     .secure = conformance::flag(question, "secure")});
    costrel::TestFields headers;
    for (const Value& header : conformance::list_field(question, "headers")) {
        const List& pair = *header.as<List>();
        headers.emplace_back(*pair[0].as<std::string>(), *pair[1].as<std::string>());
    }
    const auto response = client.get("/page/", headers);
    Dict result;
    if (response.status == 200)
        result = *json_loads(response.body)->as<Dict>();
    result["status"] = response.status;
    result["location"] = std::string(client.get("/page", headers).header("Location"));
    return result;
}

} // namespace

int main()
try {
    for (std::string line; std::getline(std::cin, line);)
        std::cout << json_dumps(answer(*json_loads(line)->as<Dict>())) << '\n';
    return 0;
} catch (const std::exception& error) {
    std::cerr << "costrel-proxied: " << error.what() << '\n';
    return 2;
}
