#include "net/listening/addresses.hpp"

#include <utility>

namespace costrel::inline v1::net {

void Addresses::add(Endpoint& endpoint)
{
    if (texts_.empty())
        port_ = endpoint.port;
    texts_.push_back(std::move(endpoint.address));
    if (endpoint.local)
        files_.push_back(std::move(*endpoint.local));
}

void Addresses::remove_files() noexcept
{
    for (UnixListening& file : files_)
        file.remove_file();
}

} // namespace costrel::inline v1::net
