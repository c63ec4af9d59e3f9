#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::stores {

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    friend bool operator==(const Address& one, const Address& other) noexcept
    {
        return one.size == other.size && std::memcmp(&one.storage, &other.storage, one.size) == 0;
    }
};

// Where a server can be reached. To ask for the addresses of a name blocks, so it is done when this
// is made, and from then on in a thread of its own: a server that moved is found by the attempts
// after the first one that fails.
class Addresses {
public:
    Addresses(std::string host, std::uint16_t port);
    // One that asks for a name only in that thread: for who must not block.
    static Addresses later(std::string host, std::uint16_t port);

    // That of a socket in the file system; none when the path is too long for one.
    static Addresses of_socket(std::string path);

    // As far as they are known now: none when there are none.
    std::vector<Address> now() const;
    // They were of no use. While too many threads ask, nobody asks for these: they are of no use
    // the next time, too.
    void renew() const;
    static constexpr unsigned most_look_ups = 16; // at once, in the process

private:
    struct State;

    explicit Addresses(std::shared_ptr<State> state) : state_(std::move(state)) {}

    std::shared_ptr<State> state_;
};

} // namespace costrel::inline v1::stores

#pragma GCC visibility pop
