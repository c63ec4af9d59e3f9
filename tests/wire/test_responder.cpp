#include "wire/test_responder.hpp"

#include <stdexcept>

namespace costrel::inline v1::wire {

namespace {

// A test that fails leaves its handlers waiting no longer than this.
constexpr std::chrono::seconds patience{60};

// Resumes whoever awaits it in another thread, once `when` is ready.
struct OnOtherThread {
    std::jthread& thread;
    std::future<void> when;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting)
    {
        // This object ends with its coroutine, as soon as that is resumed.
        std::jthread& owner = thread;
        owner = std::jthread([waiting, ready = std::move(when)] {
            ready.wait_for(patience);
            waiting.resume();
        });
    }
    void await_resume() const noexcept {}
};

Task<Response> at_once()
{
    co_return Response("at once");
}

Task<Response> throwing()
{
    throw std::runtime_error("a bug of the handler");
    co_return Response(200);
}

Response fields_of(const http::Message& message)
{
    std::string text;
    for (const http::Field& field : message.fields)
        text.append(field.name).append("=").append(field.value).append("\n");
    return Response(std::move(text));
}

} // namespace

void TestResponder::wait_until_held()
{
    if (held_.get_future().wait_for(patience) != std::future_status::ready)
        throw std::runtime_error("no request for /held or /later arrived");
}

Task<Response> TestResponder::later()
{
    OnOtherThread other{other_thread_, released_.get_future()};
    held_.set_value();
    co_await other;
    co_return Response("later");
}

http::Reply TestResponder::respond(const http::Message& message, const http::Peer& peer) noexcept
{
    ++requests_;
    if (message.path == "/")
        return Response("hello");
    if (message.path == "/echo")
        return Response(std::string(message.body));
    if (message.path == "/host")
        return Response(std::string(message.host));
    if (message.path == "/peer")
        return Response(std::string(peer.address));
    if (message.path == "/secure")
        return Response(std::string(peer.secure ? "https" : "http"));
    if (message.path == "/fields")
        return fields_of(message);
    if (message.path == "/large")
        return Response(std::string(large_size, 'x'));
    if (message.path == "/held") {
        held_.set_value();
        released_.get_future().wait_for(patience);
        return Response("held");
    }
    if (message.path == "/later")
        return later();
    if (message.path == "/at-once")
        return at_once();
    if (message.path == "/throws")
        return throwing();
    return Response(404);
}

} // namespace costrel::inline v1::wire
