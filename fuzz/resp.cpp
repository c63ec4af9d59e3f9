// Replies of Redis, cut as the digits of the first line say: the same replies come of them, what is
// kept is bounded, and what follows something that is no reply is not read.
#include "stores/redis/resp.hpp"

#include "fuzz/cuts.hpp"
#include "fuzz/input.hpp"

#include <algorithm>
#include <vector>

using namespace costrel::stores::resp;
using fuzz::require;

namespace {

struct Read {
    std::vector<Reply> replies;
    bool is_corrupt;
};

Read read(std::string_view bytes, std::string_view cuts)
{
    Reader reader;
    Read result{};
    fuzz::in_pieces(bytes, cuts, [&](std::string_view piece) {
        reader.feed(piece);
        while (auto reply = reader.next())
            result.replies.push_back(*std::move(reply));
        require(reader.kept() <= Reader::largest + Reader::longest_line, "what is kept is bounded");
    });
    result.is_corrupt = reader.is_corrupt();
    return result;
}

std::size_t depth(const Reply& reply)
{
    std::size_t deepest = 0;
    for (const Reply& item : reply.items)
        deepest = std::max(deepest, depth(item));
    return deepest + (reply.items.empty() ? 0 : 1);
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
    for (const Reply& reply : whole.replies)
        require(depth(reply) <= Reader::deepest, "depth is bounded");
    return 0;
}
