#pragma once

#include <stdexcept>
#include <string>

namespace costrel::inline v1::net {

// The server cannot listen where it was told to; what() says why and what to do, in one sentence.
class ListenError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    ListenError(const std::string& where, const std::string& why)
        : std::runtime_error("cannot listen on " + where + ": " + why)
    {
    }
};

} // namespace costrel::inline v1::net
