#pragma once

#include "requests.hpp"

#include <costrel/session/config.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <sys/types.h>
#include <vector>

namespace costrel::inline v1::hammer {

// Child processes that send requests. What happens in them goes into one pipe, from where it can be
// read whatever becomes of them. No store is open when a process is made.
class Processes {
public:
    // A pipe of so many bytes: a process that is to be killed does not get to its end meanwhile.
    explicit Processes(int pipe_size);
    // Ends those that are left.
    ~Processes();
    Processes(const Processes&) = delete;
    Processes& operator=(const Processes&) = delete;

    // One more. It opens a store of its own, by what `config` gives.
    void start(const std::function<SessionConfig()>& config, Clients& clients, const Load& load);
    // So many, each with its share of the threads and requests.
    void start(std::size_t number, const std::function<SessionConfig()>& config, Clients& clients,
               Load load);
    // The next thing that happened; nothing: all have ended. Starts no process after the first.
    std::optional<Event> next();
    void kill() noexcept;
    // How many were killed. Throws std::runtime_error when one ended with an error.
    std::size_t wait();

private:
    int from_ = -1;
    int to_ = -1;
    std::vector<pid_t> children_{};
};

} // namespace costrel::inline v1::hammer
