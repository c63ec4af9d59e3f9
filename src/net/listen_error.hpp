#pragma once

#include <stdexcept>

namespace costrel::net {

// The server cannot listen where it was told to; what() says why and what to do, in one sentence.
class ListenError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace costrel::net
