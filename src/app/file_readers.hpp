#pragma once

#include <boost/intrusive/slist.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace costrel::inline v1 {

// The threads that read files whose bytes are not in memory: a slow disk then holds up whoever
// asked for them, and no event loop. They are started when there is something to read.
class FileReaders {
public:
    // Something to read.
    class Job : public boost::intrusive::slist_base_hook<> {
    public:
        // In one of the threads. It may be destroyed by the end of this.
        virtual void run() noexcept = 0;

    protected:
        ~Job() = default;
    };

    FileReaders() = default;
    ~FileReaders(); // runs what waits
    FileReaders(const FileReaders&) = delete;
    FileReaders& operator=(const FileReaders&) = delete;

    // From any thread. False, and the job is not taken, when the system has no thread for it.
    bool add(Job& job) noexcept;

private:
    void work() noexcept;

    std::mutex mutex_;
    std::condition_variable changed_;
    boost::intrusive::slist<Job, boost::intrusive::cache_last<true>> waiting_;
    std::size_t idle_ = 0; // threads
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace costrel::inline v1
