// What a connection holds, and what it tells the budget of all connections of it.
#include "http/connection.hpp"

#include <string>
#include <utility>

namespace costrel::inline v1::http {

std::size_t Connection::memory() const noexcept
{
    const std::size_t output =
        output_.capacity() > std::string().capacity() ? output_.capacity() : 0;
    return requests_.memory() + output;
}

void Connection::release_memory() noexcept
{
    requests_.release();
    std::string().swap(output_); // assigning an empty string would keep the capacity
    holds_memory_ = false;
    account();
}

// Tells the budget what it holds now, when that is another amount than before.
void Connection::account() noexcept
{
    const std::size_t now = requests_.large_memory() + output_.capacity();
    if (now != accounted_ && budget_)
        budget_->change(std::exchange(accounted_, now), now);
}

// What a piece of a streamed body needs is there for the next one. A connection that is never idle
// would keep what its largest response took, and leave others no memory.
constexpr std::size_t largest_kept_output = 2 * BodyWriter::piece_size;

void Connection::release_large_output() noexcept
{
    if (output_.capacity() <= largest_kept_output)
        return;
    std::string().swap(output_);
    account();
}

} // namespace costrel::inline v1::http
