#include "session/key_poll.hpp"

#include <algorithm>
#include <utility>

namespace costrel::inline v1::session {

namespace {

constexpr std::chrono::milliseconds shortest{10}; // an interval of 0 must not be a busy loop

} // namespace

KeyPoll::KeyPoll(std::chrono::steady_clock::duration interval, std::function<void()> ask)
    : interval_(std::max<std::chrono::steady_clock::duration>(interval, shortest)),
      ask_(std::move(ask)), thread_([this] {
          std::unique_lock lock(mutex_);
          while (!stopped_.wait_for(lock, interval_, [this] { return stopping_; })) {
              lock.unlock();
              ask_();
              lock.lock();
          }
      })
{
}

KeyPoll::~KeyPoll()
{
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

} // namespace costrel::inline v1::session
