#pragma once

#include "net/listening/listen_error.hpp"

#include <string>

namespace costrel::inline v1::net {

// What the ListenError that `action` throws says.
template <class Action>
std::string sentence_of(Action action)
{
    try {
        action();
    } catch (const ListenError& error) {
        return error.what();
    }
    return "nothing was thrown";
}

} // namespace costrel::inline v1::net
