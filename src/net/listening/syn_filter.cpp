#include "net/listening/syn_filter.hpp"

#include <cstdint>
#include <iterator>
#include <linux/filter.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace costrel::inline v1::net {

bool attach_syn_filter(int listener) noexcept
{
    constexpr std::uint32_t flags_offset = 13; // of the TCP header, where a filter's packet begins
    constexpr std::uint32_t drop = 0;
    constexpr std::uint32_t pass = 0xFFFFFFFF;
    static sock_filter program[] = {
        {BPF_LD | BPF_B | BPF_ABS, 0, 0, flags_offset},
        {BPF_ALU | BPF_AND | BPF_K, 0, 0, TH_SYN | TH_ACK},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, TH_SYN},
        {BPF_RET | BPF_K, 0, 0, drop},
        {BPF_RET | BPF_K, 0, 0, pass},
    };
    const sock_fprog filter{std::size(program), program};
    return ::setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

} // namespace costrel::inline v1::net
