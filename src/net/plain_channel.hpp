#pragma once

#include "net/transfer.hpp"

#include <cerrno>
#include <span>
#include <string_view>
#include <sys/socket.h>

namespace costrel::inline v1::net {

// Carries bytes as they are.
class PlainChannel {
public:
    static constexpr bool secure = false;

    explicit PlainChannel(int descriptor) noexcept : descriptor_(descriptor) {}

    // The socket is readable. How often it is read then is limited: the loop's other connections
    // want a turn.
    void begin_turn() noexcept { receives_ = receives_a_turn; }

    Transfer receive(std::span<char> input) noexcept
    {
        const ssize_t received = ::recv(descriptor_, input.data(), input.size(), MSG_DONTWAIT);
        if (received < 0)
            return failed(Transfer::Outcome::wants_read);
        if (received == 0)
            return {Transfer::Outcome::ended};
        const auto count = static_cast<std::size_t>(received);
        // Less than there is room for: the socket is empty, and says so when it is not.
        if (count < input.size())
            return {Transfer::Outcome::moved, count, Transfer::Outcome::wants_read};
        if (--receives_ > 0)
            return {Transfer::Outcome::moved, count};
        begin_turn();
        return {Transfer::Outcome::moved, count, Transfer::Outcome::wants_turn};
    }

    // Moved when there is something to receive, which stays where it is.
    Transfer peek() noexcept
    {
        char byte;
        const ssize_t received = ::recv(descriptor_, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
        if (received < 0)
            return failed(Transfer::Outcome::wants_read);
        return {received == 0 ? Transfer::Outcome::ended : Transfer::Outcome::moved};
    }

    Transfer send(std::string_view output) noexcept
    {
        const ssize_t sent =
            ::send(descriptor_, output.data(), output.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0)
            return failed(Transfer::Outcome::wants_write);
        return {Transfer::Outcome::moved, static_cast<std::size_t>(sent)};
    }

    // Says that nothing more will be sent, as far as the channel and not the socket says it.
    Transfer end() noexcept { return {}; }

private:
    static constexpr int receives_a_turn = 8;

    static Transfer failed(Transfer::Outcome when_it_would_block) noexcept
    {
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
            return {when_it_would_block};
        return {Transfer::Outcome::broken};
    }

    int descriptor_;
    int receives_ = receives_a_turn;
};

} // namespace costrel::inline v1::net
