#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// All keys of an application. The same ring seals sessions, signs Flask's cookies and session IDs,
/// and derives rotated IDs.
struct KeyRing {
    struct Key {
        std::string secret{};                  ///< at least 32 bytes that nobody can guess
        std::chrono::sys_seconds not_before{}; ///< seals and signs from then on
        std::optional<std::chrono::sys_seconds> not_after{}; ///< opens until then
        bool revoked = false;                                ///< neither seals nor opens

        friend bool operator==(const Key&, const Key&) = default;
    };
    std::vector<Key> keys{};
    std::chrono::sys_seconds sessions_not_before{}; ///< sessions that began before are over

    friend bool operator==(const KeyRing&, const KeyRing&) = default;

    /// The ring that `json` describes: the text of a key file. Throws ConfigError, which quotes no
    /// secret.
    static KeyRing parse(std::string_view json);
    /// The ring of a key file. Throws ConfigError when it cannot be read, or when others can read
    /// it.
    static KeyRing load(const std::string& path);
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
