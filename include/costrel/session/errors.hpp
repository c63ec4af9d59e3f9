#pragma once

#include <stdexcept>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The store of sessions is out of reach, or too busy with this session, or the list of ended
/// sessions is: 503 with Retry-After.
class StoreUnavailableError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Two requests changed an entry whose MergeRule is `fail`: 409.
class SessionConflictError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The session was used where it was not loaded and its store would have to be awaited: a bug of
/// the handler, 500.
class SessionNotLoadedError : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// A value that the session's format cannot carry back exactly: 500. what() names the entry.
class SessionFormatError : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
