#include "stores/memcached/memcached_link.hpp"

#include "stores/memcached/command.hpp"

namespace costrel::inline v1::stores {

void MemcachedLink::send(Request& request)
{
    output() += static_cast<MemcachedCommand&>(request).bytes;
}

bool MemcachedLink::take(std::string_view received)
{
    reader_.feed(received);
    while (auto reply = reader_.next()) {
        if (!has_place()) {
            fail({StoreError::Code::corrupt, "memcached replied to what nobody asked"});
            return false;
        }
        if (Request* const request = next_place())
            static_cast<MemcachedCommand&>(*request).reply = *std::move(reply);
        replied();
    }
    if (reader_.is_corrupt())
        fail({StoreError::Code::corrupt, "memcached sent what is not its protocol"});
    return has_socket();
}

} // namespace costrel::inline v1::stores
