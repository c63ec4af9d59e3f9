#include "stores/link/addresses.hpp"

#include <cstring>
#include <exception>
#include <mutex>
#include <netdb.h>
#include <sys/types.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

struct Addresses::State {
    State(std::string of_host, std::uint16_t of_port);
    explicit State(std::vector<Address> never_others) : known(std::move(never_others)) {}

    const std::string host;
    const std::string port;
    std::mutex mutex;
    std::vector<Address> known;
    bool is_name = false; // not the text of an address
    pid_t asking_in = 0;  // the process of which a thread asks
};

namespace {

// The threads that ask for names. A server that names others without end, while what resolves names
// hangs, gets no further.
class LookUps {
public:
    static LookUps& all()
    {
        static LookUps only;
        return only;
    }
    // False: so many ask that no other one may.
    bool begin()
    {
        const std::lock_guard lock(mutex_);
        const pid_t process = ::getpid();
        if (std::exchange(process_, process) != process) // a child has no thread of its parent's
            count_ = 0;
        if (count_ == Addresses::most_look_ups)
            return false;
        ++count_;
        return true;
    }
    void end()
    {
        const std::lock_guard lock(mutex_);
        --count_;
    }

private:
    std::mutex mutex_;
    pid_t process_ = 0;
    unsigned count_ = 0;
};

std::vector<Address> addresses_of(const std::string& host, const std::string& port, int flags)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | flags;
    addrinfo* first = nullptr;
    std::vector<Address> found;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &first) != 0)
        return found;
    for (const addrinfo* info = first; info; info = info->ai_next) {
        Address address;
        std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
        address.size = info->ai_addrlen;
        found.push_back(address);
    }
    ::freeaddrinfo(first);
    return found;
}

} // namespace

Addresses::State::State(std::string of_host, std::uint16_t of_port)
    : host(std::move(of_host)), port(std::to_string(of_port)),
      known(addresses_of(host, port, AI_NUMERICHOST))
{
    is_name = known.empty();
}

Addresses::Addresses(std::string host, std::uint16_t port)
    : state_(std::make_shared<State>(std::move(host), port))
{
    if (state_->is_name)
        state_->known = addresses_of(state_->host, state_->port, 0);
}

Addresses Addresses::later(std::string host, std::uint16_t port)
{
    return Addresses(std::make_shared<State>(std::move(host), port));
}

Addresses Addresses::of_socket(std::string path)
{
    sockaddr_un named{};
    named.sun_family = AF_UNIX;
    std::vector<Address> only;
    if (path.size() < sizeof(named.sun_path)) {
        std::memcpy(named.sun_path, path.c_str(), path.size() + 1);
        Address& address = only.emplace_back();
        std::memcpy(&address.storage, &named, sizeof(named));
        address.size = sizeof(named);
    }
    return Addresses(std::make_shared<State>(std::move(only)));
}

std::vector<Address> Addresses::now() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->known;
}

void Addresses::renew() const
{
    if (!state_->is_name)
        return;
    const std::lock_guard lock(state_->mutex);
    if (state_->asking_in == ::getpid() || !LookUps::all().begin()) // with the next failure
        return;
    const auto ask = [state = state_] {
        std::vector<Address> found;
        try {
            found = addresses_of(state->host, state->port, 0);
        } catch (const std::exception&) { // no memory: with the next failure
        }
        LookUps::all().end();
        const std::lock_guard asked(state->mutex);
        if (!found.empty())
            state->known = std::move(found);
        state->asking_in = 0;
    };
    try {
        std::thread(ask).detach(); // it owns what it uses
        state_->asking_in = ::getpid();
    } catch (const std::exception&) { // no thread, no memory: with the next failure
        LookUps::all().end();
    }
}

} // namespace costrel::inline v1::stores
