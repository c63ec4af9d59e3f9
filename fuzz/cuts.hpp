#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace fuzz {

// Hands `bytes` to `take` in pieces, of 1 to 10 bytes each, as the digits of `cuts` say, again and
// again; whole where there are none.
template <class Take>
void in_pieces(std::string_view bytes, std::string_view cuts, Take take)
{
    for (std::size_t turn = 0; !bytes.empty(); ++turn) {
        const std::size_t most =
            cuts.empty() ? bytes.size()
                         : static_cast<unsigned char>(cuts[turn % cuts.size()]) % 10U + 1;
        const std::size_t size = std::min(bytes.size(), most);
        take(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
}

} // namespace fuzz
