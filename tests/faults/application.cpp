// The application that the fault scripts start, kill, starve and mislead. COSTREL_… in the
// environment configures it.
#include <costrel/costrel.hpp>
#include <costrel/csrf.hpp>
#include <costrel/metrics.hpp>
#include <costrel/static_files.hpp>

#include <chrono>
#include <coroutine>
#include <cstdlib>
#include <stdexcept>
#include <thread>

using namespace costrel;

namespace {

// Resumes the task in another thread, so that many wait at once.
struct Pause {
    std::chrono::milliseconds time;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting)
    {
        std::thread([time = time, waiting] {
            std::this_thread::sleep_for(time);
            waiting.resume();
        }).detach();
    }
    void await_resume() const noexcept {}
};

Response index()
{
    return "index";
}
Response login(Request& request, Session& session)
{
    session.set_permanent(true);
    session["user"] = request.form["user"];
    return "logged in";
}
Response user(const Session& session)
{
    return session.get<std::string>("user", "nobody");
}
// Changes the session at each visit, and so signs it anew.
Response visit(Session& session)
{
    session["visits"] = session.get("visits", 0) + 1;
    return session.get<std::string>("user", "nobody");
}
Response session_id(Session& session)
{
    return session.id();
}
Response csrf(Session& session)
{
    return csrf_token(session);
}
Response echo(Request& request)
{
    return std::string(request.body);
}
Task<Response> slow(int milliseconds)
{
    co_await Pause{std::chrono::milliseconds(milliseconds)};
    co_return Response("slow");
}
// Nobody else of its loop is served meanwhile.
Response hold(int milliseconds)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    return "held";
}
Response blocking(int milliseconds)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    return "blocking";
}
Response upload(Request& request)
{
    return std::to_string(request.form.size()) + " fields";
}
Response peer(Request& request)
{
    std::string text(request.remote_addr);
    return text.append(" ").append(request.scheme).append("://").append(request.host);
}
Response fail()
{
    throw std::runtime_error("a failure, on purpose");
}

std::chrono::milliseconds from_environment(const char* name, std::chrono::milliseconds otherwise)
{
    const char* const text = std::getenv(name);
    return text ? std::chrono::milliseconds(std::atoi(text)) : otherwise;
}

Limits short_times()
{
    using namespace std::chrono_literals;
    Limits limits;
    limits.header_timeout = 3s;
    limits.body_gap = 3s;
    limits.body_grace = 2s;
    limits.keepalive_idle = 3s;
    limits.write_stall = 2s;
    limits.drain_time = from_environment("FAULTS_DRAIN", 0ms);
    limits.graceful_timeout = from_environment("FAULTS_GRACE", 10s);
    limits.cancel_timeout = from_environment("FAULTS_GRACE", 5s);
    return limits;
}

} // namespace

int main()
{
    App app(Config::from_env("COSTREL_", {.secret_key = "the key of the fault scripts",
                                          .permanent_session_lifetime = std::chrono::days(31),
                                          .limits = short_times()}));
    app.route<index>("/");
    app.route<login>("/login", POST);
    app.route<user>("/user");
    app.route<visit>("/visit");
    app.route<session_id>("/session-id");
    app.route<csrf>("/csrf");
    app.route<echo>("/echo", POST);
    app.route<slow>("/slow/<int:milliseconds>");
    app.route<hold>("/hold/<int:milliseconds>");
    app.route<blocking>("/blocking/<int:milliseconds>").blocking();
    app.route<upload>("/upload", POST);
    app.route<peer>("/peer");
    app.route<fail>("/fail");
    app.route<healthz>("/healthz");
    if (const char* folder = std::getenv("FAULTS_STATIC"))
        static_files(app, "/static", folder);
    return app.run();
}
