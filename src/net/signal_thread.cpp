#include "net/signal_thread.hpp"

#include <utility>

namespace costrel::inline v1::net {

using boost::system::error_code;

SignalThread::SignalThread(Actions actions, std::chrono::milliseconds patience)
    : actions_(std::move(actions)), patience_(patience)
{
    wait_for_end();
    if (actions_.reload) {
        hang_up_.emplace(context_, SIGHUP);
        wait_for_reload();
    }
    thread_ = std::thread([this] { context_.run(); });
}

SignalThread::~SignalThread()
{
    context_.stop();
    thread_.join();
}

void SignalThread::wait_for_end()
{
    end_.async_wait([this](error_code first_error, int) {
        if (first_error)
            return;
        actions_.stop();
        timer_.expires_after(patience_);
        timer_.async_wait([this](error_code error) {
            if (!error)
                actions_.give_up();
        });
        end_.async_wait([this](error_code second_error, int) {
            if (second_error)
                return;
            actions_.cut();
            // Whoever sends a third one does not want to wait for a handler.
            error_code ignored;
            end_.clear(ignored);
        });
    });
}

void SignalThread::wait_for_reload()
{
    hang_up_->async_wait([this](error_code error, int) {
        if (error)
            return;
        actions_.reload();
        wait_for_reload();
    });
}

} // namespace costrel::inline v1::net
