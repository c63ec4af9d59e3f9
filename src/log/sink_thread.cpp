#include "log/sink_thread.hpp"

#include <utility>

namespace costrel::inline v1::log {

struct SinkThread::State {
    struct Line {
        LogLevel level;
        std::string text;
    };

    State(LogSink its_sink, Counts& its_counts) : sink(std::move(its_sink)), counts(its_counts) {}

    void give(const LogLine& line) noexcept
    try {
        sink(line);
    } catch (...) {
        counts.thrown.fetch_add(1, std::memory_order_relaxed);
    }

    LogSink sink;
    Counts& counts;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Line> lines;
    std::uint64_t lost = 0; // since the last line that came in
    bool giving = false;    // one that is no longer among the lines
    bool ending = false;
    bool ended = false;
};

SinkThread::SinkThread(LogSink sink, Counts& counts)
    : state_(std::make_shared<State>(std::move(sink), counts)),
      thread_([state = state_] { run(state); })
{
}

SinkThread::~SinkThread()
{
    bool ended = false;
    {
        std::unique_lock lock(state_->mutex);
        state_->ending = true;
        state_->changed.notify_all();
        ended = state_->changed.wait_for(lock, std::chrono::seconds(1),
                                         [this] { return state_->ended; });
    }
    if (ended)
        thread_.join();
    else
        thread_.detach();
}

void SinkThread::write(LogLevel level, std::string text)
{
    const std::lock_guard lock(state_->mutex);
    if (state_->lines.size() >= most_lines) {
        ++state_->lost;
        state_->counts.lost.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    if (state_->lost > 0) {
        state_->lines.push_back({LogLevel::warning, std::to_string(state_->lost) +
                                                        " lines were left out: the log's sink was "
                                                        "too slow"});
        state_->lost = 0;
    }
    state_->lines.push_back({level, std::move(text)});
    state_->changed.notify_all();
}

void SinkThread::flush_within(std::chrono::milliseconds time)
{
    if (is_this_thread())
        return;
    std::unique_lock lock(state_->mutex);
    state_->changed.wait_for(lock, time,
                             [this] { return state_->lines.empty() && !state_->giving; });
}

void SinkThread::run(const std::shared_ptr<State>& state)
{
    std::unique_lock lock(state->mutex);
    for (;;) {
        state->changed.wait(lock, [&] { return !state->lines.empty() || state->ending; });
        if (state->lines.empty())
            break;
        const State::Line line = std::move(state->lines.front());
        state->lines.pop_front();
        state->giving = true;
        lock.unlock();
        state->give({line.level, line.text});
        lock.lock();
        state->giving = false;
        state->changed.notify_all();
    }
    state->ended = true;
    state->changed.notify_all();
}

} // namespace costrel::inline v1::log
