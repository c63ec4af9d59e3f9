#pragma once

#include "descriptor.hpp"
#include "net/listening/listen_error.hpp"

#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>

namespace costrel::inline v1::net {

// A Unix socket that listens, and its file. The file goes when this does, unless another one has
// taken its place.
class UnixListening {
public:
    // A socket's file at `path` that nobody listens on is replaced; anything else that is there is
    // left alone. `mode` is the file's permissions, octal as in chmod: who may write to it may
    // connect. Without one they are what the umask leaves. Throws ListenError.
    explicit UnixListening(std::string path, std::optional<unsigned> mode = {});
    UnixListening(UnixListening&& other) noexcept;
    UnixListening& operator=(UnixListening&&) = delete;
    ~UnixListening() { remove_file(); }

    Descriptor take_socket() noexcept { return std::move(socket_); }
    void remove_file() noexcept;

private:
    std::string path_; // empty: the file is not this one's any more
    Descriptor socket_;
    dev_t device_ = 0;
    ino_t file_ = 0;
};

} // namespace costrel::inline v1::net
