// A program with an event loop of its own serves an application beside its own work.
#include <costrel/costrel.hpp>
#include <costrel/embedded.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

using namespace costrel;

static int ticks = 0;
static bool stopping = false;

std::string ticked()
{
    return std::to_string(ticks);
}

static void tick(boost::asio::steady_timer& timer)
{
    timer.expires_after(std::chrono::milliseconds(1));
    timer.async_wait([&timer](boost::system::error_code error) {
        ++ticks;
        if (!error && !stopping)
            tick(timer);
    });
}

int main()
{
    App app;
    app.get<ticked>("/ticks");

    boost::asio::io_context context;
    costrel::Embedded web(context, app, RunOptions::from_env());
    boost::asio::steady_timer timer(context);
    tick(timer);
    boost::asio::signal_set signals(context, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) {
        stopping = true;
        web.stop();
        timer.cancel();
    });
    context.run();
    return web.stopped() ? 0 : 1;
}
