// Replies of memcached, cut as the digits of the first line say: the same replies come of them,
// what is kept is bounded, and what follows something that is no reply is not read.
#include "fuzz/cuts.hpp"
#include "fuzz/input.hpp"
#include "stores/memcached/reply.hpp"

#include <vector>

using namespace costrel::stores;
using fuzz::require;

namespace {

struct Read {
    std::vector<MemcachedReply> replies;
    bool is_corrupt;
};

Read read(std::string_view bytes, std::string_view cuts)
{
    MemcachedReader reader;
    Read result{};
    fuzz::in_pieces(bytes, cuts, [&](std::string_view piece) {
        reader.feed(piece);
        while (auto reply = reader.next())
            result.replies.push_back(*std::move(reply));
        require(reader.kept() <= MemcachedReader::largest + 2 * MemcachedReader::longest_line,
                "what is kept is bounded");
    });
    result.is_corrupt = reader.is_corrupt();
    return result;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string_view cuts = input.line();
    const std::string_view bytes = input.rest();
    const Read whole = read(bytes, "");
    const Read cut = read(bytes, cuts.substr(0, 100));
    require(whole.replies == cut.replies && whole.is_corrupt == cut.is_corrupt,
            "it does not matter how bytes are cut");
    return 0;
}
