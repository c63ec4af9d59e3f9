#pragma once

#include "descriptor.hpp"
#include "net/listening/listen_error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::net {

// The listening sockets that systemd passed to this process (sd_listen_fds(3)): LISTEN_FDS of them,
// from descriptor 3 on, with the names of LISTEN_FDNAMES.
class PassedSockets {
public:
    PassedSockets() = default;

    // Takes them over, and takes the variables out of the environment, so that neither a child nor
    // a second server believes that they are its own. None when LISTEN_PID is another process.
    // Throws ListenError when the variables cannot be read.
    static PassedSockets from_environment();

    // Those of that name, all for an empty one; each is given once. Throws ListenError when there
    // is none, and when one of them is no stream socket that listens.
    std::vector<Descriptor> take(std::string_view name);

    // The names of those that nobody took.
    std::vector<std::string> left() const;

private:
    struct Passed {
        std::string name;
        Descriptor socket;
    };
    std::vector<Passed> sockets_;
};

} // namespace costrel::inline v1::net
