// What tests/telemetry/outside.py asks for. The environment configures it.
//
//     GET  /           a page that counts visits in the session
//     GET  /fails      an exception
//     GET  /wait       what healthz says while the server is stopping, or after ten seconds
//     GET  /file       the file named by FILE
//     POST /echo       the body
#include <costrel/costrel.hpp>
#include <costrel/metrics.hpp>
#include <costrel/send_file.hpp>
#include <costrel/sleep.hpp>

#include <chrono>
#include <cstdlib>
#include <stdexcept>

using namespace costrel;

Response index(Session& session)
{
    session["visits"] = session.get("visits", 0) + 1;
    return "hello";
}

Response fails()
{
    throw std::runtime_error("on\npurpose");
}

Task<Response> wait(Request& request)
{
    for (int i = 0; i < 1000; ++i) {
        if (Response health = healthz(request); health.status != 200)
            co_return health;
        co_await sleep_for(std::chrono::milliseconds(10));
    }
    co_return 500;
}

Response file(Request& request)
{
    return send_file(request, std::getenv("FILE"));
}

Response echo(Request& request)
{
    return std::string(request.body);
}

int main()
{
    App app(Config::from_env("COSTREL_", {.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a"}));
    app.config.limits.header_timeout = std::chrono::milliseconds(300);
    app.config.limits.keepalive_idle = std::chrono::milliseconds(300);
    app.get<index>("/");
    app.get<fails>("/fails");
    app.get<wait>("/wait");
    app.get<file>("/file");
    app.post<echo>("/echo");
    app.get<metrics>("/metrics");
    app.get<healthz>("/healthz");
    return app.run();
}
