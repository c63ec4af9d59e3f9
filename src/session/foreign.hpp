#pragma once

#include "session/current_keys.hpp"

#include <costrel/session/format.hpp>
#include <costrel/session/framework_entries.hpp>
#include <costrel/session/session.hpp>

#include <chrono>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// That an application's sessions are another framework's, to which entries of Flask's mean nothing:
// what takes their place. It lives as long as the application's sessions do.
class Foreign {
public:
    // `user_key` is empty when nobody said which entry names the user.
    Foreign(const FormatTraits& traits, std::string user_key, const CurrentKeys& keys);

    std::string_view framework() const noexcept { return framework_; }
    const FrameworkEntries& entries() const noexcept { return *entries_; }
    std::string_view user_key() const noexcept { return user_key_; }

    // The token of a session that must not hold a secret of ours: a random text, and a signature
    // of it together with the entry that names the user. Another user, or anybody without the key,
    // cannot make it.
    bool signs_tokens(std::chrono::sys_seconds now) const noexcept;
    std::string token(const Dict& values, std::chrono::sys_seconds now) const; // or an empty text
    bool is_token(std::string_view token, const Dict& values, std::chrono::sys_seconds now) const;

private:
    std::string signature(std::size_t key, std::string_view random, const Dict& values) const;

    std::string framework_;
    const FrameworkEntries* entries_;
    std::string user_key_;
    const CurrentKeys* keys_;
};

// Opens the session. nullptr: it is one of ours.
const Foreign* foreign_of(const Session& session);

// The second of the request that opened the session, by the clock that judges it.
std::chrono::sys_seconds time_of_request(const Session& session);

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
