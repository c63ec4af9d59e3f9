#include "session/commit_queue.hpp"

#include <algorithm>
#include <functional>
#include <new>
#include <string>
#include <thread>
#include <utility>

namespace costrel::inline v1::session {

CommitQueue::Shard& CommitQueue::shard_of(const StoreKey& key) noexcept
{
    return shards_[std::hash<std::string>()(key.bytes) % shards_.size()];
}

// Whether the task is suspended.
bool CommitQueue::Turn::wait(std::coroutine_handle<> task, detail::TaskLoop* loop)
{
    std::unique_lock lock(shard_.mutex);
    const auto [line, is_first] = shard_.lines.try_emplace(key_);
    if (is_first) {
        state_ = State::granted;
        return false;
    }
    if (line->second.size() >= longest) {
        state_ = State::refused;
        return false;
    }
    if (loop && !loop->events()) // a loop that nobody can be brought back to
        return false;
    waiter_ = std::make_shared<Waiter>();
    line->second.push_back(waiter_);
    state_ = State::waiting;
    if (loop) {
        waiter_->loop = loop->events();
        waiter_->task = task;
        return true;
    }
    if (!waiter_->granted.wait_until(lock, deadline_, [&] { return waiter_->is_granted; })) {
        lock.unlock();
        leave();
    }
    return false;
}

void CommitQueue::Turn::await_resume() noexcept
{
    if (!waiter_)
        return;
    const std::lock_guard lock(shard_.mutex);
    if (waiter_->is_granted) {
        state_ = State::granted;
        newest_ = std::move(waiter_->newest);
    }
}

// It waits no more; if it is its turn meanwhile, it is the next one's.
void CommitQueue::Turn::leave() noexcept
{
    const std::lock_guard lock(shard_.mutex);
    waiter_->task = nullptr;
    state_ = State::none;
    if (std::exchange(waiter_->is_granted, false)) {
        stored_ = std::move(waiter_->newest);
        grant_next();
        return;
    }
    auto& line = shard_.lines.at(key_);
    line.erase(std::remove(line.begin(), line.end(), waiter_), line.end());
}

CommitQueue::Turn::~Turn()
{
    if (state_ == State::waiting) { // its task was destroyed
        leave();
    } else if (state_ == State::granted) {
        const std::lock_guard lock(shard_.mutex);
        grant_next();
    }
}

// With the lock, in which the loop of a task that waits cannot end: that would have to leave first.
void CommitQueue::Turn::grant_next() noexcept
{
    const auto found = shard_.lines.find(key_);
    auto& line = found->second;
    if (line.empty()) {
        shard_.lines.erase(found);
        return;
    }
    const std::shared_ptr<Waiter> next = std::move(line.front());
    line.pop_front();
    next->newest = std::move(stored_);
    next->is_granted = true;
    if (!next->loop) {
        next->granted.notify_one();
        return;
    }
    bring_back(next);
}

void CommitQueue::Turn::bring_back(const std::shared_ptr<Waiter>& waiter) noexcept
{
    for (int attempt = 0; attempt < 1'000; ++attempt) {
        try {
            waiter->loop->post([waiter] {
                if (const auto task = std::exchange(waiter->task, nullptr))
                    task.resume();
            });
            return;
        } catch (const std::bad_alloc&) { // nobody else would bring it back
            std::this_thread::yield();
        }
    }
}

} // namespace costrel::inline v1::session
